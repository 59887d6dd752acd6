"""What is explained about setting up: buses, registers, tests of outputs."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "settings": Topic(
        title=Sentence("设置", "Settings"),
        says=Sentence(
            "配置文件是唯一的依据：这里改的都写进文件，注释保留，可以直接阅读；每次保存前的内容都"
            "存着。保存了还没有启用时，屏幕会一直写着。",
            "The configuration files are the truth: what is changed here is written there, "
            "comments stay, anybody can read it, and the text before each save is kept. What is "
            "saved and not in use yet is said for as long as it is so.",
        ),
        do=Sentence(
            "先“检查”，看清差异和提示，再选原因保存；改错了就撤销。",
            "Check first, read the difference and what is doubtful, then save with a reason; take "
            "it back where it was wrong.",
        ),
        shown="/settings",
        see=("settings-check", "settings-restart"),
    ),
    "settings-check": Topic(
        title=Sentence("检查和差异", "Check and difference"),
        says=Sentence(
            "检查用的就是启动时的同一段程序，一次列出全部问题，写明文件、行号和怎么改。差异里，粗"
            "体是新的行，划线是去掉的行。",
            "The check is what a start does itself: all problems at once, with file, line and "
            "what to do. In the difference bold lines are new, lines struck through go.",
        ),
        do=Sentence(
            "红叉必须改好才能保存；三角是提醒，看过可以保存。别人先保存了会告诉您，您输入的不会丢"
            "。",
            "A cross must be mended before it can be saved, a triangle only be looked at. Where "
            "somebody else has saved first you are told, and lose nothing that you typed.",
        ),
        shown="/settings/files",
        see=("settings-restart",),
    ),
    "settings-restart": Topic(
        title=Sentence("按新配置重新启动", "Restart with the new files"),
        says=Sentence(
            "保存的配置要重新启动后才使用。灯和臭氧立即关闭；自带定时的设备会运行到定时结束或由控制重新"
            "接管。几秒后控制重新开始。消毒流程没有结束时不能重新启动。",
            "Saved files are used from the next restart on. Lamps and ozone go off at once; "
            "machines with their own timer run on until it ends or control takes them over. Some "
            "seconds later control begins again. While a sterilisation is not over this is "
            "refused.",
        ),
        do=Sentence(
            "选没有人在操作的时候。之后重新登录，看一遍各库房是否正常；不对就撤销，再重新启动。",
            "Choose a time when nobody works at the panel. Sign in again, look at every room; "
            "where something is wrong take the change back and restart again.",
        ),
        shown="/settings",
        see=("settings",),
    ),
    "commissioning-bus": Topic(
        title=Sentence("总线", "Buses"),
        says=Sentence(
            "一条总线是一对导线或一个网关，上面挂着若干设备，每台有自己的地址（1–247）。一次只能"
            "问一台；无应答和坏应答要少于百分之一。",
            "A bus is a pair of wires, or a gateway, with devices on it, each with its own unit "
            "id (1 to 247). One is asked at a time; no replies and bad replies should stay below "
            "one in a hundred.",
        ),
        do=Sentence(
            "坏应答多，查终端电阻、屏蔽层接地和有没有两台设备用了同一个地址；一台不应答，查它的电"
            "源和地址。",
            "Many bad replies: check termination, the shield, and that no two devices share a "
            "unit id. One device does not reply: check its power and its unit id.",
        ),
        shown="/settings/buses",
        see=("commissioning-search", "commissioning-registers"),
    ),
    "commissioning-search": Topic(
        title=Sentence("查找设备", "Looking for devices"),
        says=Sentence(
            "逐个地址只读地询问，不写任何设备，只用轮询留下的空档，所以不影响控制。消毒进行时会等"
            "待。空档不够时会停下并说明问到了哪里。",
            "Each unit id is asked by reading alone, in the gaps that the polls leave, so control "
            "is not disturbed. It waits while a sterilisation runs, and says how far it came "
            "where there are no gaps.",
        ),
        do=Sentence(
            "新设备一台一台接上再找：出厂地址大多相同，两台同址会互相干扰。找到后点“加入配置”，"
            "检查、保存、重启后生效。",
            "Connect new devices one by one: most leave the factory with the same unit id, and "
            "two of them garble each other. Then add each to the configuration: check, save, "
            "restart.",
        ),
        shown="/settings/buses",
        see=("commissioning-registers",),
    ),
    "commissioning-registers": Topic(
        title=Sentence("原始寄存器", "Registers as they are"),
        says=Sentence(
            "设备说明书里的每个数都在某个寄存器里。这里按原样显示，并按四种字节顺序拼成 32 位数；"
            "已配置的设备旁边显示型号文件读出的值，顺序不对一眼可见。",
            "Each number in the manual of a device is in some register. They are shown as they "
            "are, and as 32 bits in four orders of bytes; beside a configured device stands what "
            "its profile makes of them, so that a swapped order is seen at once.",
        ),
        do=Sentence(
            "说明书写 40001 或 30001 时，地址从 0 算起，先减 1。值明显不对时，在四种顺序里找出合理"
            "的那一种，改型号文件。",
            "Where a manual says 40001 or 30001, count from 0: take one off. Where a value makes "
            "no sense find the order in which it does, and correct the profile.",
        ),
        shown="/settings/buses",
    ),
    "commissioning-outputs": Topic(
        title=Sentence("试输出", "Testing outputs"),
        says=Sentence(
            "人在设备旁时，让一台设备开或关 30 秒，看命令、继电器和运行反馈是否一致，然后自动交还"
            "。联锁和最短启停时间照常有效。紫外灯和臭氧机不能在这里试。",
            "With a person beside it a machine is held on or off for 30 s, to see that command, "
            "relay and feedback agree; then it is given back by itself. Interlocks and shortest "
            "times hold as ever. UV lamps and ozone generators are not tested here.",
        ),
        do=Sentence(
            "每个输出装好、改线或换设备后试一次；继电器动了机器没动，查电源、保护开关和接线。",
            "Test each output once after it was wired, changed or repaired. Where the relay "
            "follows and the machine does not, check its supply, its breaker and the wires.",
        ),
        shown="/settings/outputs",
        see=("guards", "interlock"),
    ),
}
