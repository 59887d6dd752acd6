"""Why a message that came over MQTT is not taken for a command."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "command_malformed": Sentence(
        "命令格式不对：须为 JSON，且只有 id、verb、subject、expires_at",
        "not a command: it must be JSON with id, verb, subject and expires_at only",
    ),
    "command_too_long": Sentence(
        "命令过长，最多 {most} 字节",
        "the command is too long, at most {most} bytes",
    ),
    "command_verb": Sentence(
        "远程只能停止（stop）或中止（abort），其他操作请到库房的本机面板上进行",
        "from afar only stop and abort are taken, everything else at the room's own panel",
    ),
    "command_expired": Sentence(
        "命令已过期，没有执行",
        "the command has expired and was not carried out",
    ),
    "command_expiry_far": Sentence(
        "命令的有效期过长，最多 {most_s}",
        "the command expires too late, {most_s} from now at most",
    ),
    "command_too_many": Sentence(
        "没有可停的设备，这样的命令过多，请等 {wait_s}；未停止的库房随时可以停止",
        "nothing is left to stop and too many such commands came: wait {wait_s}; a room that is "
        "not stopped yet can be stopped at any time",
    ),
    "command_unanswered": Sentence(
        "控制程序没有答复，请查看状态后再决定",
        "control did not answer; look at the states before you decide",
    ),
}
