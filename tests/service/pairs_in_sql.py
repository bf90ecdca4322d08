"""What rules compare of a request and a place together, as SQL over the registry's tables: rent
after allowance, distances, danger, groups and earlier answers.

`asking` and `offered` are the rows of those who take part and of the free places.
"""

from operands_in_sql import UNDER_21

ALLOWANCE_TERMS = f"""
  CASE WHEN {UNDER_21} THEN law.counted_rent_under_21 ELSE law.counted_rent END AS counted_rent,
  law.full_share_rent, law.middle_share, law.upper_share,
  CASE WHEN people.persons <= 2 THEN law.suitable_rent_small ELSE law.suitable_rent_large END
    AS middle_share_rent,
  CASE people.persons WHEN 1 THEN law.own_share_single ELSE law.own_share_more END AS own_share,
  CASE request.income_band
    WHEN 'MINIMUM' THEN 0
    WHEN 'ALLOCATION' THEN CASE people.persons
      WHEN 1 THEN law.taper_single * (law.suitable_income_single - law.minimum_income_single)
      ELSE law.taper_more * (law.suitable_income_more - law.minimum_income_more) END / 12000.0
  END AS cut"""
"""What the income of the band takes away at most, in cents a month; NULL is all of it."""

COUNTED = "least(offered.rent, asking.counted_rent)"
ALLOWANCE = f"""coalesce(100 * floor(greatest(
  greatest(least({COUNTED}, asking.full_share_rent) - asking.own_share, 0)
  + asking.middle_share / 1000.0
    * greatest(least({COUNTED}, asking.middle_share_rent) - asking.full_share_rent, 0)
  + asking.upper_share / 1000.0 * greatest({COUNTED} - asking.middle_share_rent, 0)
  - asking.cut, 0) / 100), 0)"""
NET_RENT = f"(offered.rent - CASE WHEN offered.granted THEN {ALLOWANCE} ELSE 0 END)"

ANCHORS = "FROM request_anchor anchor WHERE anchor.request_id = asking.request_id"
FAR = "NOT ST_DWithin(anchor.point, offered.point, anchor.max_metres)"
ANSWERED = (
    "FROM proposal WHERE proposal.household_id = asking.household_id"
    " AND proposal.place_id = offered.place_id"
)
NO = (
    f"(EXISTS (SELECT {ANSWERED} AND EXISTS (SELECT FROM offer"
    " WHERE offer.proposal_id = proposal.id AND offer.state = 'DECLINED'"
    " AND offer.reason_code <> 'PLACE_NO_LONGER_AVAILABLE' AND offer.party = '{}')))::int"
)
BOUND = (
    "FROM bound JOIN living ON living.household_id = bound.household_id"
    " WHERE bound.group_id = asking.group_id"
)
BEFORE = (
    "JOIN place ON place.id = {0}.place_id JOIN property ON property.id = place.property_id"
    " WHERE {0}.household_id = asking.household_id"
    " AND property.organisation_id = offered.owner_id"
    " AND coalesce(property.complex_reference, property.id::text) {1} offered.complex"
)
LAST_NO = (
    "(SELECT max(cast(timezone('Europe/Amsterdam', offer.answered_at) AS date))"
    " FROM offer JOIN proposal ON proposal.id = offer.proposal_id"
    f" {BEFORE.format('proposal', '{1}')} AND offer.state = 'DECLINED' AND offer.party = '{{0}}'"
    " AND offer.reason_code <> 'PLACE_NO_LONGER_AVAILABLE'"
    " AND timezone('Europe/Amsterdam', offer.answered_at) < :day + 1)"
)
LAST_END = (
    f"(SELECT max(upper(placement.period) - 1) FROM placement {BEFORE}"
    " AND placement.state = 'ENDED' AND placement.ending_reason <> 'TERM_OVER'"
    " AND upper(placement.period) - 1 <= :day)"
)
PAIR = {
    "pair.net_rent_cents": NET_RENT,
    "pair.tens_of_euros_short": f"least(ceil(greatest(coalesce({NET_RENT}"
    ' - asking."request.net_rent_limit_cents", 0), 0) / 1000.0), 100)',
    "pair.far_musts": f"(SELECT count(*) {ANCHORS} AND anchor.must AND {FAR})",
    "pair.far_wishes": f"(SELECT count(*) {ANCHORS} AND NOT anchor.must AND {FAR})",
    "pair.kilometres": "(SELECT coalesce(sum(least(floor("
    f"ST_Distance(anchor.point, offered.point) / 1000), 100)), 0) {ANCHORS})",
    "forbidden.AREA_TO_AVOID": "(EXISTS (SELECT FROM request_avoid_area danger"
    " WHERE danger.request_id = asking.request_id AND ST_Intersects(danger.area, offered.point))"
    f" OR EXISTS (SELECT {BOUND} AND bound.kind = 'APART'"
    " AND (living.owner_id, living.complex) = (offered.owner_id, offered.complex)))::int",
    "forbidden.GROUP_ELSEWHERE": f"(EXISTS (SELECT {BOUND} AND bound.kind = 'TOGETHER'"
    f" AND bound.state <> 'WITHDRAWN') AND NOT EXISTS (SELECT {BOUND}"
    " AND bound.kind = 'TOGETHER' AND bound.state <> 'WITHDRAWN'"
    " AND living.property_id = offered.property_id))::int",
    "forbidden.GROUP_ABSENT": "(EXISTS (SELECT FROM bound WHERE bound.group_id = asking.group_id"
    " AND bound.kind = 'TOGETHER' AND bound.state IN ('DRAFT', 'ACTIVE', 'OFFERED', 'PARKED')"
    " AND bound.request_id NOT IN (SELECT present.request_id FROM asking AS present)"
    " AND bound.household_id NOT IN (SELECT household_id FROM living WHERE moved_in)))::int",
    "forbidden.REFUSED_BEFORE": NO.format("HOUSEHOLD"),
    "forbidden.OWNER_REFUSED": NO.format("OWNER"),
    **{
        path: day
        for side, same in (("same_complex", "="), ("same_owner", "<>"))
        for path, day in (
            (f"{side}.REFUSED", LAST_NO.format("HOUSEHOLD", same)),
            (f"{side}.OWNER_REFUSED", LAST_NO.format("OWNER", same)),
            (f"{side}.ENDED", LAST_END.format("placement", same)),
        )
    },
    "forbidden.REJECTED_BEFORE": f"(EXISTS (SELECT {ANSWERED}"
    f" AND proposal.state = 'REJECTED'))::int | {NO.format('RECEIVING_MUNICIPALITY')}",
}
