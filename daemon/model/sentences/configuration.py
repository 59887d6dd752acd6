"""What became of the configuration files, and why they can't be read, saved or used now."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "configuration_saved": Sentence(
        "{who} 保存了 {file}，原因：{why}", "{who} saved {file}, because: {why}"
    ),
    "configuration_undone": Sentence(
        "{who} 撤销了对 {file} 的上一次保存", "{who} took back the last save of {file}"
    ),
    "configuration_restart": Sentence(
        "{who} 让控制器按已保存的配置重新启动",
        "{who} let the controller begin again with the saved configuration",
    ),
    "configuration_unreadable": Sentence(
        "配置文件读不出来：{why}", "the configuration files can't be read: {why}"
    ),
    "configuration_file_unwritable": Sentence(
        "不能写入 {file}（{reason}）：请让 roomd 用户拥有 {folder} 中的配置文件，"
        "并可在该文件夹中新建文件；确认 systemd 单元中有 ReadWritePaths=-{folder}"
        "（见 docs/service.md）；什么也没有改变",
        "{file} can't be written ({reason}): let the user roomd own the configuration files in"
        " {folder} and make new ones there, and see that the systemd unit has"
        " ReadWritePaths=-{folder} (docs/service.md); nothing was changed",
    ),
    "configuration_linked": Sentence(
        "{file} 是链接，不能在这里保存：请在控制器上修改它所指的文件；什么也没有改变",
        "{file} is a link and can't be saved here: change the file that it leads to on the machine"
        " itself; nothing was changed",
    ),
    "configuration_not_kept": Sentence(
        "旧的配置存不进 {folder}（{reason}），所以没有保存：请检查存储目录",
        "the former text can't be kept in {folder} ({reason}), so nothing was saved: see to the"
        " storage directory",
    ),
    "configuration_not_begun": Sentence(
        "控制器刚刚启动，还没有扫描过：请过几秒再试",
        "the controller has only begun and not scanned yet: try again in some seconds",
    ),
    "configuration_cycle": Sentence(
        "{programme} 的消毒流程还没有结束，现在不能重新启动：请等到可进入以后",
        "the sterilisation {programme} is not over, so nothing is restarted now: wait until the"
        " room may be entered",
    ),
    "configuration_ending": Sentence(
        "控制器正要重新启动：请等它重新启动以后再做",
        "the controller is about to begin again: wait until it has",
    ),
    "configuration_more": Sentence("还有 {count} 处", "and {count} more"),
    "configuration_nothing_to_undo": Sentence(
        "没有可以撤销的保存", "there is no save that could be taken back"
    ),
    "configuration_not_loaded": Sentence(
        "已保存的配置在重新启动时不能使用，仍按原来的配置运行：{why}",
        "the saved configuration could not be used at the restart, the former one runs on: {why}",
    ),
    "configuration_bus_taken": Sentence(
        "已保存的配置未能启动（{why}），仍按原来的配置运行",
        "the saved configuration could not begin ({why}), the former one runs on",
    ),
    "configuration_elsewhere": Sentence(
        "这些值写在不同的文件里（{files}）：请一次只改一个文件里的值",
        "these values stand in different files ({files}): change those of one file at a time",
    ),
    "configuration_no_value": Sentence(
        "这个值不能在这里修改：{path}", "this value can't be changed here: {path}"
    ),
}
