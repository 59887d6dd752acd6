"""Can it be believed: the words of a room, the quality of a reading, calibration, the clock."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "room-word": Topic(
        title=Sentence("库房状态词", "The word of a room"),
        says=Sentence(
            "“读数正常”：每个读数可信、每台设备应答，但不等于温湿度合适。“注意”：有存疑的读数、离线"
            "的设备、被停止或有报警。“报警”：有高级报警。“失联”：温湿度都不可信，或控制程序停了。",
            "Readings sound: every reading is good and every device answers; it does not yet say "
            "that the climate suits. Attention: a doubtful reading, a device away, a stop, an "
            "alarm. Alarm: a high alarm holds. No contact: no climate can be trusted, or control "
            "stands still.",
        ),
        do=Sentence(
            "读词旁边的那句话，它说是什么原因；再点库房看该做什么。",
            "Read the sentence beside it, which says why; then tap the room to see what to do.",
        ),
        shown="/",
        names=("word/good", "word/waiting", "word/attention", "word/alarm", "word/lost"),
        see=("quality", "priority", "clock"),
    ),
    "quality": Topic(
        title=Sentence("读数质量：可信、存疑、不可用", "Quality: good, uncertain, bad"),
        says=Sentence(
            "可信：平常显示，旁边是多久以前读的。存疑：斜线底纹和三角，数值可参考但有理由怀疑。不"
            "可用：显示“—”和叉，旁边写最后一次有效是多久以前。",
            "Good: shown plain, with its age. Uncertain: hatched, with a triangle: there is a "
            "reason to doubt it. Bad: a dash and a cross, with the age of the last good read.",
        ),
        do=Sentence(
            "看理由：无应答查电源和接线；精度可疑与参考仪器比对；不要抄不可信的数进登记表。",
            "Read the reason. No reply: check power and wiring. Accuracy in doubt: compare with a "
            "reference. Never copy a value into a register that can't be trusted.",
        ),
        shown="/rooms",
        names=("quality/good", "quality/uncertain", "quality/bad"),
        see=("calibration", "coverage"),
    ),
    "calibration": Topic(
        title=Sentence("校准", "Calibration"),
        says=Sentence(
            "传感器会慢慢变得不准，须定期送校，证书登记在台账里。证书过期后读数仍显示，但标为“存"
            "疑”。",
            "Sensors grow wrong with time, so they are calibrated and their certificates kept in "
            "the ledger. Once a certificate is over the reading is still shown, marked uncertain.",
        ),
        do=Sentence(
            "到期前送校，回来后登记：roomd calibration add 测点 --number 证书号 --date 日期 --due "
            "到期日。平时每季度用参考仪器在旁边比对一次。",
            "Send it before the day, then enter the certificate: roomd calibration add TAG "
            "--number N --date DAY --due DAY. Between times compare with a reference each quarter.",
        ),
        shown="/rooms",
        see=("quality",),
    ),
    "clock": Topic(
        title=Sentence("时钟", "Clock"),
        says=Sentence(
            "屏幕上的时间和“几秒前”都以控制器为准，与浏览器无关。“时钟未校准”时登记的时间可能不"
            "准，但温湿度控制和安全联锁不受影响。",
            "All times and ages are those of the controller, not of the browser. When the clock "
            "is not synchronised recorded times may be wrong; control and interlocks do not "
            "depend on it.",
        ),
        do=Sentence(
            "持续“未校准”：请信息人员检查控制器的网络和时间服务。",
            "Where it stays so: have the controller's network and time service looked at.",
        ),
        shown="/",
    ),
}
