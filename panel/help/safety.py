"""What can hurt a person or the records: going in, interlocks, ozone, ultraviolet light."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "entry": Topic(
        title=Sentence("能不能进", "May I go in"),
        says=Sentence(
            "可进入：没有消毒在进行，危险设备确实关着。请立即离开：消毒倒计时中。禁止进入：正在消"
            "毒或空气还没干净。状态不明：看不到设备状态，按禁止处理。",
            "May be entered: no cycle, and hazardous machines are seen to be off. Leave now: a "
            "cycle counts down. Do not enter: a cycle runs or its air is not clean. Not known: "
            "the state can't be read, so stay out.",
        ),
        do=Sentence(
            "不是“可进入”就不进。闻到臭氧味（刺鼻、像雷雨后）也不进，退出后报告。",
            'Anything but "may be entered" means stay out. So does the sharp smell of ozone, as '
            "after a thunderstorm: leave and report it.",
        ),
        shown="/",
        names=("entry/free", "entry/leave", "entry/forbidden", "entry/unknown"),
        see=("lock-out", "door-wire"),
    ),
    "interlock": Topic(
        title=Sentence("联锁、跳闸、锁存", "Interlock, trip, latch"),
        says=Sentence(
            "联锁：危险条件成立时自动切断设备，如门开、有人、急停、火警；看不到状态也算成立。跳"
            "闸：联锁已动作。锁存：原因消除后仍保持，要人来复位。",
            "Interlock: cuts a machine off by itself when something is dangerous: door open, "
            "somebody inside, emergency stop, fire; not knowing counts too. Trip: it has acted. "
            "Latch: it stays after its cause is gone, until a person resets it.",
        ),
        do=Sentence(
            "先看写明的原因并到现场消除，再在本机面板上“复位联锁”。永远不要短接或拆掉联锁。",
            "Read the cause, mend it on the spot, then reset at the room's own panel. Never "
            "bridge an interlock or take it out.",
        ),
        shown="/rooms",
        see=("why", "door-wire"),
    ),
    "door-wire": Topic(
        title=Sentence("硬接线门磁和急停", "Hard-wired door contact and emergency stop"),
        says=Sentence(
            "消毒设备的电源串着门磁和急停按钮：门一开就断电，不靠程序和网络。程序只是第二道保护。",
            "The supply of a steriliser passes through a door contact and an emergency stop: an "
            "open door cuts it, with no program and no network. The program is only the second "
            "layer.",
        ),
        do=Sentence(
            "每月试一次，修门换锁后必试。没有这根线，就不要在库房里装紫外灯和臭氧机。",
            "Test it monthly and after every repair of door or lock. Without this wire no UV lamp "
            "and no ozone generator belongs into a room.",
        ),
        shown="/rooms",
        see=("interlock", "uv"),
    ),
    "sterilisation": Topic(
        title=Sentence("消毒的步骤", "Steps of a sterilisation"),
        says=Sentence(
            "只能在库房本机面板上分两步启动：先“准备启动”，一分钟内再按住第二个按钮。之后检查、倒"
            "计时、消毒、停止、通风，任何人随时可中止。",
            "It starts at the room's own panel only, in two steps: prepare, then within a minute "
            "hold the second button. Checks, countdown, run, stopping and ventilation follow; "
            "anybody may abort at any time.",
        ),
        do=Sentence(
            "启动前亲自进库房看一遍确实没人，再关门。缺什么条件，屏幕会逐条写出。",
            "Go through the room yourself before you start, then close the door. What is missing "
            "for a start is listed line by line.",
        ),
        shown="/rooms",
        names=(
            "stage/idle",
            "stage/requested",
            "stage/precheck",
            "stage/warning",
            "stage/run",
            "stage/stopping",
            "stage/decay",
            "stage/ready",
        ),
        see=("entry", "lock-out", "ozone-limits", "uv"),
    ),
    "lock-out": Topic(
        title=Sentence("锁定", "Lock-out"),
        says=Sentence(
            "消毒没有正常完成，或设备没有证明已关，就锁定：空气干净后才可进入，下次启动前须有人写"
            "明理由确认。",
            "A cycle that did not end well, or a machine not proven off, locks the room out: "
            "people may go in once the air is clean, and a person must acknowledge with a reason "
            "before the next start.",
        ),
        do=Sentence(
            "查明原因（看报警和台账）再确认。没有臭氧传感器时按最长时间等，不要提前进。",
            "Find the cause in alarms and ledger, then acknowledge. Without an ozone sensor the "
            "longest wait counts: do not go in before.",
        ),
        shown="/rooms",
        names=("stage/locked_out",),
        see=("entry",),
    ),
    "ozone-limits": Topic(
        title=Sentence("臭氧限值", "Limits of ozone"),
        says=Sentence(
            "降到 0.16 mg/m³ 以下并保持一段时间才可进入，这是室内空气标准的小时值。消毒时可达 20 "
            "mg/m³ 以上，自然降下来要三个多小时，所以不能只等一小时。",
            "People may enter once it stayed below 0.16 mg/m³, the hourly value for indoor air. A "
            "cycle reaches 20 mg/m³ and more, which takes over three hours to decay by itself: an "
            "hour is not enough.",
        ),
        do=Sentence(
            "看“能不能进”，不靠鼻子：闻久了就闻不到。头痛、咳嗽立即离开，到通风处。",
            'Go by "may I go in", not by your nose, which tires. With headache or cough leave at '
            "once for fresh air.",
        ),
        shown="/rooms",
        names=("quantity/ozone",),
        see=("entry", "ozone-humidity"),
    ),
    "ozone-humidity": Topic(
        title=Sentence("为什么高于 60 %RH 不用臭氧", "Why no ozone above 60 %RH"),
        says=Sentence(
            "臭氧消毒按标准要在 70 %RH 以上才有效，而档案库房不得高于 60 %RH。为消毒把库房弄潮，霉"
            "菌得到的好处比臭氧杀掉的多；合规的湿度下臭氧又作用很小。所以湿度高于 60 % 时程序拒绝"
            "启动，也从不为消毒加湿。",
            "Ozone is tested from 70 %RH on, and a room of records stays at or below 60 %RH. A "
            "room made damp for a cycle helps the mould; at the humidity that records need ozone "
            "does little. So above 60 %RH the program refuses to start, and it never damps a room "
            "for a cycle.",
        ),
        do=Sentence(
            "先除湿。要真正消毒，把档案送消毒柜，不要在库房里对整屋放臭氧。",
            "Dry the room first. To really disinfect records use a chamber, not ozone in the "
            "whole room.",
        ),
        shown="/rooms",
        see=("ozone-dose", "humidity"),
    ),
    "ozone-dose": Topic(
        title=Sentence("臭氧剂量", "Ozone dose"),
        says=Sentence(
            "今年空气中臭氧浓度乘时间的累计。20 mg/m³ 半小时就是 10，相当于档案日常空气上限的一千"
            "小时。到年度上限就不再允许消毒。",
            "This year's ozone in the air times hours. Half an hour at 20 mg/m³ is 10, as much as "
            "a thousand hours at the ceiling for the daily air of archives. At the yearly cap no "
            "cycle starts any more.",
        ),
        do=Sentence(
            "能不用就不用。剂量涨得快：减少次数，改用紫外或消毒柜。",
            "Use as little as you can. Where it grows fast: fewer cycles, ultraviolet light or a "
            "chamber.",
        ),
        shown="/rooms",
        see=("ozone-humidity",),
    ),
    "uv": Topic(
        title=Sentence("紫外线灯规定", "Rules for UV lamps"),
        says=Sentence(
            "裸灯一米处一分半钟就超过一个人一天的限量，伤眼伤皮肤；它只照到表面，还使字迹褪色。灯"
            "管有寿命（约 1000 小时），超过就不许启动。",
            "At one metre a bare lamp gives a person the dose of a whole day in a minute and a "
            "half; it hurts eyes and skin. It reaches surfaces only and fades script. A lamp past "
            "its life (about 1000 h) is not started.",
        ),
        do=Sentence(
            "灯亮不进、不看。档案入盒或遮好再照；湿度高于 60 % 效果差。换灯后登记。",
            "Neither enter nor look while it burns. Box or cover records first; above 60 %RH it "
            "is weak. Note every new lamp.",
        ),
        shown="/rooms",
        names=("kind/uv_lamp",),
        see=("entry", "door-wire"),
    ),
}
