"""The page for the wall beside the door: one A4 sheet in each language."""

from daemon.model import Sentence

from .shape import Chapter

CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        title=Sentence("能不能进", "May I go in?"),
        grave=True,
        rows=(
            (
                Sentence("可进入", "May be entered"),
                Sentence(
                    "可以进。闻到刺鼻味仍要退出并报告。",
                    "Go in. With a sharp smell leave, and report it.",
                ),
            ),
            (
                Sentence("请立即离开", "Leave now"),
                Sentence(
                    "消毒就要开始：马上出来，关门。",
                    "A sterilisation is about to start: out, and close.",
                ),
            ),
            (
                Sentence("禁止进入", "Do not enter"),
                Sentence(
                    "正在消毒或空气还没干净，等它变。",
                    "It runs, or the air is not clean yet: wait.",
                ),
            ),
            (
                Sentence("状态不明或黑屏", "Not known, or no picture"),
                Sentence("按禁止进入处理，打电话问。", "Stay out and call somebody."),
            ),
        ),
    ),
    Chapter(
        title=Sentence("停止", "Stop"),
        grave=True,
        says=(
            Sentence(
                "有疑问就按屏幕上的红色“停止本室”，谁都可以，不用密码；人有危险按墙上的急停按钮。",
                'If in doubt tap the red "Stop this room": anybody may, without a password. With '
                "a person in danger press the emergency stop on the wall.",
            ),
            Sentence(
                "查明以后，在本机面板上“解除停止”，设备才会再运行。",
                "Afterwards end the stop at the room's own panel; its machines stay off until "
                "then.",
            ),
        ),
    ),
    Chapter(
        title=Sentence("怎么看屏幕", "How to read the panel"),
        rows=(
            (
                Sentence("读数正常 ○", "Readings sound ○"),
                Sentence(
                    "读数可信、设备都应答；温湿度是否合适看数字下的条。",
                    "All can be believed; the bars tell if the climate suits.",
                ),
            ),
            (
                Sentence("注意 △", "Attention △"),
                Sentence(
                    "今天要有人看：读旁边那句话。",
                    "Somebody looks today: read the sentence beside it.",
                ),
            ),
            (
                Sentence("报警 ■", "Alarm ■"),
                Sentence("现在就要有人来。", "Somebody comes now."),
            ),
            (
                Sentence("失联 ✕、整页变灰", "No contact ✕, page grey"),
                Sentence(
                    "数字不可信，看墙上的温湿度表并报修。",
                    "Trust no number; read the instrument on the wall and call.",
                ),
            ),
            (
                Sentence("斜线、“—”", "Hatched, “—”"),
                Sentence(
                    "这个读数存疑或没有，不要抄进登记表。",
                    "This reading is in doubt or missing: do not copy it.",
                ),
            ),
        ),
    ),
    Chapter(
        title=Sentence("报警了怎么办", "An alarm: what to do"),
        rows=(
            (
                Sentence("高 · 立即到场", "High · come now"),
                Sentence(
                    "火警：撤离、打 119。漏水：断水、移开档案。臭氧：不进。",
                    "Fire: out, and call the fire brigade. Water: shut it off, move records. "
                    "Ozone: stay out.",
                ),
            ),
            (
                Sentence("中 · 一小时内", "Medium · within the hour"),
                Sentence(
                    "点“报警”，照“现在怎么办”一条条做。",
                    'Tap Alarms and do what stands under "What to do now".',
                ),
            ),
            (
                Sentence("低 · 当天", "Low · today"),
                Sentence("登记，安排修理。", "Note it, have it mended."),
            ),
        ),
        says=(
            Sentence(
                "“确认”只表示“我知道了，我去处理”。漏水、火警要到现场看过才能复位。",
                'To acknowledge only means "I know, I am on it". Fire and water are reset after a '
                "look at the place.",
            ),
        ),
    ),
    Chapter(
        title=Sentence("消毒", "Sterilisation"),
        says=(
            Sentence(
                "只在本机面板上启动：亲自看过室内无人、关门；“准备启动”，一分钟内按住第二个按钮。"
                "任何人随时可“中止”。",
                "At the room's own panel only: see for yourself that nobody is inside, close the "
                'door; "Prepare a start", then hold the second button within a minute. Anybody '
                "may abort.",
            ),
        ),
    ),
    Chapter(
        title=Sentence("硬接线门磁", "The hard-wired door contact"),
        grave=True,
        says=(
            Sentence(
                "消毒设备的电源经过门磁和急停：门一开就断电，不靠电脑。不许短接、拆除或用磁铁骗"
                "它；每月试一次，修门换锁后必试。",
                "The steriliser's supply passes through door contact and emergency stop: an open "
                "door cuts it, without any computer. Never bridge it, take it out or fool it with "
                "a magnet; test it monthly and after every repair of the door.",
            ),
        ),
    ),
    Chapter(
        title=Sentence("借档案", "Lend a record"),
        says=(
            Sentence(
                "“档案”→ 扫标签（或搜文号、拼音首字母）→“借出”→ 选单位和归还日。还回来：扫标签 "
                "→“收回”。没有登记不出库房；找不到就登记“失踪待查”并报告。",
                "Records → scan the label (or search) → Lend → unit and due day. Back again: scan "
                "→ Take back. Nothing leaves unnoted; what can't be found is noted as missing and "
                "reported.",
            ),
        ),
    ),
    Chapter(
        title=Sentence("找谁", "Who to call"),
        blanks=(
            Sentence("库房负责人", "Keeper of the room"),
            Sentence("夜间和周末值班", "Nights and weekends"),
            Sentence("设备维修", "Repair of machines"),
            Sentence("电工、物业", "Electrician, building"),
            Sentence("面板网址", "Address of the panel"),
            Sentence("门磁上次试验", "Door contact last tested"),
        ),
    ),
)
