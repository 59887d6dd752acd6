"""The program and what it stands on."""

from collections.abc import Mapping

from daemon.model.reasons import Sentence

from .shape import AlarmWords

WORDS: Mapping[str, AlarmWords] = {
    "clock_untrusted": AlarmWords(
        title=Sentence("时钟没有校准", "Clock not synchronised"),
        says=Sentence(
            "系统时钟没有校准，日期和时刻不可信",
            "the clock is not synchronised: date and time can't be trusted",
        ),
        means=Sentence(
            "系统没有收到校时信号，记录上的时间可能不准",
            "no time signal was heard, so the time in the records may be wrong",
        ),
        matters=Sentence(
            "登记表的日期可能出错；换季和日程暂停切换",
            "dates of the register may be wrong; seasons and schedules wait",
        ),
        cause=Sentence(
            "断网，校时服务器不通，或时钟电池没电",
            "no network, a time server that does not answer, or an empty clock battery",
        ),
        action=Sentence(
            "查网线和校时设置（timedatectl）；没有网络就人工设准时间，并换时钟电池",
            "check the network and `timedatectl`; without a network set the time by hand and"
            " change the clock battery",
        ),
    ),
    "ledger_unwritable": AlarmWords(
        title=Sentence("控制记录写不进去", "Ledger can't be written"),
        says=Sentence(
            "控制记录写不进磁盘，暂存在内存里",
            "decisions can't be written to the disk and wait in memory",
        ),
        means=Sentence(
            "台账数据库写入失败，记录只在内存里",
            "writing the ledger fails, and its rows are in memory only",
        ),
        matters=Sentence(
            "断电就会丢失证据；在此期间不允许启动消毒",
            "a power cut loses the evidence, and no sterilisation may start meanwhile",
        ),
        cause=Sentence(
            "磁盘已满、损坏，或变成只读",
            "a disk that is full, broken or read-only",
        ),
        action=Sentence(
            "查磁盘空间（df -h）和系统日志；清理或更换磁盘；不要断电",
            "look at `df -h` and the system log; free or replace the disk; do not switch off",
        ),
    ),
    "disk_low": AlarmWords(
        title=Sentence("磁盘空间不足", "Disk nearly full"),
        says=Sentence(
            "磁盘只剩 {free_pct}，应不少于 {limit_pct}",
            "{free_pct} of the disk is left, it should be {limit_pct}",
        ),
        means=Sentence(
            "存放记录的磁盘快满了",
            "the disk with the records is nearly full",
        ),
        matters=Sentence(
            "写满后历史和台账都会停止",
            "once it is full, history and ledger stop",
        ),
        cause=Sentence(
            "别的程序占用，日志堆积，历史上限设得太大",
            "other programs, old logs, or a history that may grow too large",
        ),
        action=Sentence(
            "清理日志和别的文件；需要时减小 storage.history_max_mib 或换大磁盘",
            "remove old logs and other files; lower storage.history_max_mib or fit a larger disk",
        ),
    ),
    "backup_unset": AlarmWords(
        title=Sentence("没有设置备份", "No backup is set up"),
        says=Sentence(
            "没有设置备份：读数、台账和档案去向只存在这一块盘上",
            "no backup is set up: readings, ledger and the places of records are on one disk only",
        ),
        means=Sentence(
            "配置里没有备份目录，什么都没有备份到别的盘上",
            "the configuration names no directory for backups: nothing is copied to another disk",
        ),
        matters=Sentence(
            "存储卡一坏，多年的读数、台账和档案去向就都没有了",
            "if the memory card fails, years of readings, ledger and places of records are lost",
        ),
        cause=Sentence(
            "装好之后没有接备份盘",
            "no backup disk was connected after the installation",
        ),
        action=Sentence(
            "接一个 U 盘或挂载一个共享目录，在配置的 [backup] directory 里写上它，"
            "再启用 roomd-backup.timer（步骤见 docs/backup.md）",
            "connect a USB stick or mount a share, name it in the configuration ([backup]"
            " directory), enable roomd-backup.timer (steps: docs/backup.md)",
        ),
    ),
    "backup_stale": AlarmWords(
        title=Sentence("备份太旧", "Backup too old"),
        says=Sentence(
            "已有 {age_s}没有成功备份，应不超过 {limit_s}",
            "no backup has succeeded for {age_s}, it should be at most {limit_s}",
        ),
        means=Sentence(
            "备份盘上最近一次完好的备份太旧，或一次也没有",
            "the newest good backup on the backup disk is too old, or there is none",
        ),
        matters=Sentence(
            "磁盘一坏，这段时间的读数和台账就没有了",
            "if the disk fails, readings and ledger since then are lost",
        ),
        cause=Sentence(
            "备份盘没插、没挂载、已满，定时器没有启用，或备份任务失败",
            "the backup disk is missing, not mounted or full, the timer is not enabled, or the job"
            " fails",
        ),
        action=Sentence(
            "插好备份盘；看日志 journalctl -u roomd-backup；手动备份一次：roomd backup run",
            "connect the backup disk; read journalctl -u roomd-backup; make one backup by hand:"
            " roomd backup run",
        ),
    ),
    "monitor_only": AlarmWords(
        title=Sentence("程序只监视、不控制", "Only watching"),
        says=Sentence(
            "程序短时间内多次重启，现在只监视、不控制",
            "the program restarted too often and now only watches",
        ),
        means=Sentence(
            "为安全起见，所有机器停着，只显示和记录",
            "to be safe every machine stays off: values are only shown and recorded",
        ),
        matters=Sentence(
            "温湿度没有人管，会慢慢超限",
            "nobody holds the climate, and it will leave its limits",
        ),
        cause=Sentence(
            "电源不稳、磁盘故障、配置错误或程序缺陷使它反复重启",
            "bad power, a bad disk, a wrong configuration or a bug made it restart",
        ),
        action=Sentence(
            "看系统日志（journalctl -u roomd）找原因；正常运行十分钟后自动恢复控制，不要为此重启；"
            "期间人工看守温湿度",
            "find the cause in `journalctl -u roomd`; after ten minutes without a failure control"
            " comes back by itself, so don't restart for that; watch the room by hand meanwhile",
        ),
    ),
    "service_down": AlarmWords(
        title=Sentence("一项后台服务停止", "Service down"),
        says=Sentence(
            "服务 {service} 不正常：{detail}",
            "the service {service} is not well: {detail}",
        ),
        means=Sentence(
            "历史、面板、消息发布等一项服务持续出错，控制照常",
            "one of history, panel, publishing and the like keeps failing; control goes on",
        ),
        matters=Sentence(
            "可能看不到画面、留不下历史，或外部收不到消息",
            "the screen may be dark, history may have a gap, or others hear nothing",
        ),
        cause=Sentence(
            "网络或服务器不通，磁盘问题，端口被占用",
            "an unreachable network or server, the disk, or a port that is taken",
        ),
        action=Sentence(
            "按提示的原因处理；看系统日志；解决后会自行恢复",
            "do what the text says; read the system log; it recovers by itself",
        ),
    ),
    "panel_not_seen": AlarmWords(
        title=Sentence("库房面板没有显示", "Panel not seen"),
        says=Sentence(
            "已有 {age_s}没有面板连接，应不超过 {limit_s}",
            "no panel has shown itself for {age_s}, it should be at most {limit_s}",
        ),
        means=Sentence(
            "墙上的触摸屏已经一段时间没有显示新的画面",
            "the wall panel has drawn nothing new for a while",
        ),
        matters=Sentence(
            "屏幕上可能停着旧数据，现场的人看不到报警",
            "it may show old values, and nobody at the room sees an alarm",
        ),
        cause=Sentence(
            "屏幕断电，浏览器死机，或网络不通",
            "no power at the screen, a browser that hangs, or the network",
        ),
        action=Sentence(
            "看屏幕是否亮着、时间是否在走；断电重启屏幕（控制程序重启后，屏幕也要重开）；查网络",
            "see whether the screen is lit and its clock moves; restart it, also after the program"
            " was restarted; check the network",
        ),
    ),
    "alarm_flood": AlarmWords(
        title=Sentence("报警太多", "Flood of alarms"),
        says=Sentence(
            "{within_s}内新增 {count} 条报警，一般报警暂时收起",
            "{count} new alarms within {within_s}: the less urgent ones are put aside",
        ),
        means=Sentence(
            "短时间内新报警超过了一个人能处理的数量",
            "more new alarms came than a person can take in",
        ),
        matters=Sentence(
            "重要的报警会被淹没",
            "the one that counts would drown among them",
        ),
        cause=Sentence(
            "多半是一个共同的原因：停电、总线中断、空调停机",
            "most often one common cause: a power cut, a bus, the cooling",
        ),
        action=Sentence(
            "先处理最早的和紧急的；找共同原因；其余的在列表里可以展开看",
            "take the first and the high ones; look for their common cause; the others are in the"
            " list",
        ),
    ),
}
