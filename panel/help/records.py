"""The records, the registers, and who may do what."""

from collections.abc import Mapping

from daemon.model import Sentence

from .shape import Topic

TOPICS: Mapping[str, Topic] = {
    "index-age": Topic(
        title=Sentence("索引截至", "Age of the index"),
        says=Sentence(
            "查到的是主系统目录的副本，“索引截至”是它说到的时间；用导出文件的，就是最新一份文件的"
            "日期。主系统或网络断了照样能查，只是旧一些。",
            'What is searched is a copy of the main system\'s catalogue; "index as of" says until '
            "when, with files the day of the newest. Search works with the main system or the "
            "network down, only older.",
        ),
        do=Sentence(
            "超过一天没更新：到“同步”页看原因，可点“立即同步”。刚收的档案查不到，多半是还没同步。",
            "Older than a day: see why on the page Sync, and sync now. A record that just came in "
            "and is not found was mostly not synced yet.",
        ),
        shown="/records",
        see=("held",),
    ),
    "held": Topic(
        title=Sentence("待人决定的删除", "Deletions that wait for a person"),
        says=Sentence(
            "主系统一次少了很多条，可能是导出不全，程序不敢照删，先停下等人核对。索引暂时不变。",
            "When many records vanish from the main system at once the list may be cut short, so "
            "nothing is removed before a person has looked. The index stays as it was.",
        ),
        do=Sentence(
            "与主系统核对条数：确实移交或销毁的才同意，否则重新导出。",
            "Compare the counts with the main system. Agree only where they were really "
            "transferred or destroyed; else export again.",
        ),
        shown="/records/sync",
        see=("index-age",),
    ),
    "missing": Topic(
        title=Sentence("失踪、逾期、久未见", "Missing, overdue, unseen"),
        says=Sentence(
            "失踪：有人登记找不到。逾期：借出超过归还日。久未见：很久没人核对到它。临时编号久未转"
            "正式档号也会列出。",
            "Missing: somebody has noted that it can't be found. Overdue: lent beyond its day. "
            "Unseen: nobody has checked it for long. Temporary numbers that stay for long are "
            "listed too.",
        ),
        do=Sentence(
            "先看最后见到它的人和位置，再查左右相邻的盒子；找到后扫一下标签就算“见到”。",
            "See who saw it last and where, then look into the boxes beside it. Once found, a "
            "scan of its label notes that it was seen.",
        ),
        shown="/records/missing",
        names=(
            "missing/missing",
            "missing/overdue",
            "missing/not_seen",
            "missing/not_filed",
            "missing/check_failed",
        ),
        see=("lending", "box-check"),
    ),
    "lending": Topic(
        title=Sentence("借出与收回", "Lending and taking back"),
        says=Sentence(
            "借出要选单位和归还日，收回要记放回哪里。每一步都记名，写进磁盘后才显示成功。",
            "Lending takes the unit and the due day, taking back the place where it now stands. "
            "Each step bears a name and is on the disk before it is said to be done.",
        ),
        do=Sentence(
            "扫标签或搜索打开档案，点“借出”。没有登记不许带出库房。",
            "Scan the label or search, open the record, tap Lend. Nothing leaves the room unnoted.",
        ),
        shown="/records",
        see=("missing",),
    ),
    "box-check": Topic(
        title=Sentence("盒内核对", "Checking a box"),
        says=Sentence(
            "打开一盒，逐件扫描，屏幕分出找到的、缺的和不该在这盒的。中途离开可以接着做。",
            "Open a box and scan one item after another: the panel tells what was found, what is "
            "missing and what does not belong. A check that was left goes on where it stood.",
        ),
        do=Sentence(
            "每季度抽查几盒；有缺的先找邻盒，再登记失踪。",
            "Check some boxes each quarter. What is missing is mostly in the box beside; only "
            "then note it as missing.",
        ),
        shown="/records",
        see=("missing",),
    ),
    "lived-climate": Topic(
        title=Sentence("所处的温湿度环境", "The climate a record lived in"),
        says=Sentence(
            "按它放过的位置和时间，算出它自己的达标时间、TWPI、霉菌风险、臭氧剂量和超标次数，并写"
            "明有多少时间真的测到了。",
            "From the places it stood in, its own time in the band, TWPI, mould risk, ozone dose "
            "and excursions; with the share of the time that was really measured.",
        ),
        do=Sentence(
            "珍贵档案每年看一次；某一段特别差，就给它换个位置。",
            "Look once a year for what is precious; where one stay was bad, give it a better "
            "place.",
        ),
        shown="/records",
        see=("twpi", "coverage"),
    ),
    "register": Topic(
        title=Sentence("登记表与报表", "Registers and reports"),
        says=Sentence(
            "每月结束自动生成温湿度登记表并留档，编号印在页脚，可用 roomd report verify 验证没有改"
            "过。",
            "When a month is over its register of temperature and humidity is made and kept by "
            "itself. The code at its foot proves with roomd report verify that nothing was "
            "changed.",
        ),
        do=Sentence(
            "每月打印、核对、签名、归档；超标的原因写在超标报告里。",
            "Print, read, sign and file it each month; causes of excursions go into their report.",
        ),
        shown="/reports",
        see=("time-in-band",),
    ),
    "roles": Topic(
        title=Sentence("谁可以做什么", "Who may do what"),
        says=Sentence(
            "停止库房和中止消毒：任何人，不用登录。查看者只看；操作员改设定、操作设备、处理报警、"
            "借还档案；安全员可远程复位；管理员管账号。启动消毒只能在库房本机面板上。",
            "Stopping a room and aborting a cycle: anybody, without signing in. Viewers look; "
            "operators change setpoints, machines, alarms and loans; safety resets from "
            "elsewhere; admins keep accounts. A sterilisation starts at the room's own panel only.",
        ),
        do=Sentence(
            "墙上面板输 PIN（6–12 位数字），最后一次触摸 60 秒后自动锁上。不要共用密码。",
            "At the wall type your PIN (6 to 12 digits); it locks 60 seconds after the last touch. "
            "Never share a password.",
        ),
        shown="/",
        names=("role/guest", "role/viewer", "role/operator", "role/safety", "role/admin"),
    ),
}
