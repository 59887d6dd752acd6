"""What control does and why, and how a person steps in."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "setpoint": Topic(
        title=Sentence("设定值", "Setpoint"),
        says=Sentence(
            "控制要把库房带到的温度或湿度。它不能贴着允许范围的上下限，因为传感器和控制都有误差"
            "（DA/T 87-2021）。",
            "The temperature or humidity that control brings the room to. It keeps off the limits "
            "of what is allowed, as sensors and control both err (DA/T 87-2021).",
        ),
        do=Sentence(
            "改小步，改后等一天再看。改动记名、可撤销；设了结束时间的到时恢复按配置。",
            "Change it by small steps and wait a day. Each change bears a name and can be undone; "
            "one with an end goes back to the configuration by itself.",
        ),
        shown="/rooms",
        see=("deadband", "glide"),
    ),
    "deadband": Topic(
        title=Sentence("回差（死区）", "Deadband"),
        says=Sentence(
            "设定值两边不动作的一小段，例如 50 % ± 2 %。没有它，设备会不停启停，温湿度反而更不稳。",
            "The span around the setpoint in which nothing switches, say 50 % ± 2 %. Without it "
            "machines would start and stop for ever, and the climate would be less calm.",
        ),
        do=Sentence(
            "数值在这一段里而设备不动，是正常的。启停太频繁时请管理员加宽。",
            "A machine that stands while the value is within it does right. Have it made wider "
            "where machines start too often.",
        ),
        shown="/rooms",
        see=("setpoint", "guards"),
    ),
    "glide": Topic(
        title=Sentence("缓变", "Glide"),
        says=Sentence(
            "设定值每天只移动一点（通常湿度 2 %、温度 1 °C），因为纸怕的是快变。屏幕上同时写着现在"
            "走到哪里、要到哪里。",
            "A setpoint moves only a little a day (usually 2 %RH, 1 °C), because paper suffers "
            "from quick changes. The panel tells where it stands now and where it goes.",
        ),
        do=Sentence(
            "改了设定值而数字慢慢走，不必再改。换季时提前几天改。",
            "A number that goes slowly after a change needs no second one. Change it some days "
            "before the season does.",
        ),
        shown="/rooms",
        see=("setpoint", "swing"),
    ),
    "modes": Topic(
        title=Sentence("自动、手动开、手动关", "AUTO, HAND, OFF"),
        says=Sentence(
            "自动：由规则决定。手动开、手动关：由人决定，记下姓名、理由和结束时间，到时自己回到自"
            "动。安全联锁和设备保护始终在人之上。",
            "AUTO: rules decide. HAND and OFF: a person decides, with name, reason and an end, "
            "after which it is automatic again. Interlocks and machine guards always stand above "
            "people.",
        ),
        do=Sentence(
            "检修前用“手动关”，完事点“恢复自动”。手动开不了时，读设备下面那句原因。",
            "Use OFF before you work on a machine and AUTO afterwards. Where HAND does nothing, "
            "read the sentence below the machine.",
        ),
        shown="/rooms",
        names=("mode/auto", "mode/hand", "mode/off"),
        see=("why", "local-stop"),
    ),
    "why": Topic(
        title=Sentence("设备为什么开或关", "Why a machine is on or off"),
        says=Sentence(
            "谁都可以要求设备开或关，强的赢：安全联锁＞本室停止＞设备保护＞人工＞规则；同级时关"
            "赢。点开设备能看到每个要求和理由。",
            "Several may want a machine on or off, and the strongest wins: interlock, local stop, "
            "machine guard, person, rule; between equals OFF wins. A tap on the machine shows "
            "every claim with its reason.",
        ),
        do=Sentence(
            "不明白时先读这句话再动手；过去的原因在台账里，也可用 roomd why 设备名。",
            "Read that sentence before you act. Past reasons are in the ledger; roomd why OUTPUT "
            "tells the present ones.",
        ),
        shown="/rooms",
        see=("guards", "interlock", "verdict"),
    ),
    "guards": Topic(
        title=Sentence("设备保护", "Machine guards"),
        says=Sentence(
            "压缩机停了要歇、开了要跑够，一小时不能启动太多次；加湿和除湿不会同时开。屏幕显示还要"
            "等多久。",
            "A compressor must rest, must run for a while, and may not start too often an hour; "
            "humidifier and dehumidifier never run together. The time left is shown.",
        ),
        do=Sentence(
            "等时间到，不要反复点，更不要拔插电源绕过它。",
            "Wait it out. Neither tap again and again nor pull the plug to get around it.",
        ),
        shown="/rooms",
        see=("why",),
    ),
    "verdict": Topic(
        title=Sentence("设备是否照做", "Does the machine obey"),
        says=Sentence(
            "屏幕上的“运行”“停止”是设备或继电器自己回报的，不是命令。不一致时写明：未执行、被别处"
            "改动、继电器合了机器没转、命令关了还在转。",
            '"Running" and "stopped" are what the machine or its relay reports, not what it was '
            "told. Where they differ it says so: not taken, changed by somebody else, relay on "
            "but machine not running, told off but still running.",
        ),
        do=Sentence(
            "到设备旁边看一眼。“命令关了还在转”的消毒设备：不要进入，断上级电源，报修。",
            "Look at the machine itself. A steriliser that runs though it was told off: stay out, "
            "cut its supply upstream, call for repair.",
        ),
        shown="/rooms",
        names=(
            "verdict/unknown",
            "verdict/pending",
            "verdict/confirmed",
            "verdict/refused",
            "verdict/overridden",
            "verdict/not_running",
            "verdict/welded",
        ),
        see=("why",),
    ),
    "local-stop": Topic(
        title=Sentence("停止本室", "Stop this room"),
        says=Sentence(
            "红色按钮，任何人不用登录一按就停：本室的设备关掉，消毒中止。只有安全联锁要求的排风和"
            "声光报警仍会运行。",
            "The red button: one tap, anybody, no sign-in. The machines of the room go off and a "
            "sterilisation ends; only the exhaust and sounder that an interlock asks for still "
            "run.",
        ),
        do=Sentence(
            "有疑问就先停。查明后在库房本机面板上“解除停止”，否则设备一直不运行。",
            "If in doubt, stop. Afterwards end the stop at the room's own panel, else its "
            "machines stay off.",
        ),
        shown="/rooms",
        see=("modes", "entry"),
    ),
}
