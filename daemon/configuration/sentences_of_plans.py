"""The sentences about floor plans."""

from .sentence import Sentence

PLANS = {
    "plan_overlaps": Sentence(
        "与库房 {value} 在平面图上重叠；请改 x_m、y_m（相邻的库房可以共用一面墙）",
        "lies on room {value}; change x_m or y_m (neighbours may share a wall)",
    ),
    "plan_open_air": Sentence(
        "区域 {value} 在室外，不画在库房里；请删去",
        "the zone {value} is in the open air and not part of the room; remove it",
    ),
    "plan_zone_twice": Sentence(
        "区域 {value} 已经标过；请只留一处",
        "the zone {value} is drawn already; keep one",
    ),
    "plan_zone_empty": Sentence(
        "这个库房没有设备在区域 {value}；{hint}",
        "no device of this room is in the zone {value}; {hint}",
    ),
    "plan_zone_outside": Sentence(
        "{value} m 已在墙外；这个库房只到 {limit} m",
        "{value} m is outside the walls; the room ends at {limit} m",
    ),
    "plan_door_outside": Sentence(
        "门到 {end} m 处，超出了墙（墙长 {limit} m）；请改 at_m 或 width_m",
        "the door ends at {end} m, past the end of its wall at {limit} m; change at_m or width_m",
    ),
}
