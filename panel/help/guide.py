"""What to do in the first week, in its order: plain steps, nothing is ticked off."""

from daemon.model import Sentence

from .shape import Step

STEPS: tuple[Step, ...] = (
    Step(
        title=Sentence("建立第一个管理员", "Make the first administrator"),
        says=Sentence(
            "程序第一次启动时在终端和日志里打印一次设置码。打开下面的页面，输入设置码、姓名和至少 "
            "12 位的密码。",
            "At its first start the program prints a setup code once, on its terminal and in its "
            "journal. Open the page, type the code, a name and a password of 12 characters or "
            "more.",
        ),
        shown="/setup",
        command="journalctl -u roomd",
    ),
    Step(
        title=Sentence("试停止按钮", "Test the stop"),
        says=Sentence(
            "让一台风机手动开 30 分钟，按“停止本室”，到设备旁看它真的停了；再在本机面板上解除停"
            "止。没有试过的停止按钮不算有。",
            'Run a fan by hand for 30 minutes, tap "Stop this room", go and see that it really '
            "stands; then end the stop at the room's own panel. A stop that was never tested is "
            "none.",
        ),
        shown="/rooms",
    ),
    Step(
        title=Sentence("试门磁和急停", "Test the door contact and the emergency stop"),
        says=Sentence(
            "每扇门开关一次，屏幕应在一两秒内跟着变；按下再拔出急停。装有紫外灯或臭氧机的，请电工"
            "证明：门一开，设备电源就断，程序关着时也一样。",
            "Open and close each door: the panel follows within a second or two; press and "
            "release the emergency stop. Where there is a UV lamp or ozone generator an "
            "electrician proves that an open door cuts its supply, also with the program off.",
        ),
        shown="/help/door-wire",
    ),
    Step(
        title=Sentence("逐个核对传感器", "Check each sensor against a reference"),
        says=Sentence(
            "把有证书的参考仪器放在传感器旁 30 分钟再比。相差超过 0.5 °C 或 3 %RH 的送校或调换。有"
            "证书的登记到台账。",
            "Lay a calibrated reference beside it and compare after 30 minutes. What differs by "
            "more than 0.5 °C or 3 %RH is calibrated or replaced. Enter the certificates that you "
            "have.",
        ),
        shown="/rooms",
        command=(
            "roomd calibration add TAG --number N --laboratory L --date 2026-03-02 --due 2027-03-01"
        ),
    ),
    Step(
        title=Sentence("逐台试设备", "Try each machine"),
        says=Sentence(
            "每台手动开、手动关各一次，看屏幕上的词与实际是否一致，最后点“恢复自动”。",
            "Switch each on and off by hand once, see that the word on the panel is what the "
            "machine does, and leave it on automatic.",
        ),
        shown="/rooms",
    ),
    Step(
        title=Sentence("发 PIN 和账号", "Give out accounts and PINs"),
        says=Sentence(
            "给每个要操作的人一个账号和自己的 PIN，不要共用。只看的人给“查看者”。",
            "Each person who acts gets an account and a PIN of their own; none is shared. Who "
            "only looks becomes a viewer.",
        ),
        shown="/people",
        command="roomd people pin 张三",
    ),
    Step(
        title=Sentence("试一次报警", "Test an alarm"),
        says=Sentence(
            "拔下一个传感器的插头，等报警出现，看该收到通知的人是否收到；插回去，确认报警。有漏水"
            "绳的，用湿布试。",
            "Unplug a sensor and wait for the alarm; see that those who should be told are told; "
            "plug it in again and acknowledge. Try a leak rope with a wet cloth.",
        ),
        shown="/alarms",
        command="roomd alarms list",
    ),
    Step(
        title=Sentence("核对档案索引", "Check the index of records"),
        says=Sentence(
            "看条数与主系统是否一致，搜几件熟悉的档案，打印几张标签并扫一次。",
            "See that the counts agree with the main system, search some records that you know, "
            "print some labels and scan them.",
        ),
        shown="/records/sync",
        command="roomd records status",
    ),
    Step(
        title=Sentence("贴出使用说明", "Put up the page for the wall"),
        says=Sentence(
            "打印一页说明，手写填好联系电话，贴在每间库房门旁。",
            "Print the page, fill in the telephone numbers by hand, put it up beside the door of "
            "each room.",
        ),
        shown="/manual",
    ),
    Step(
        title=Sentence("看本月登记表和报警质量", "Look at the month's register and the alarms"),
        says=Sentence(
            "一周后打开本月温湿度登记表，看有没有缺口和超标；再看报警质量，最常来的一条先解决。",
            "After a week open this month's register and look for gaps and excursions; then see "
            "how good the alarms were, and mend the most frequent first.",
        ),
        shown="/reports",
        command="roomd alarms quality --days 7",
    ),
)
