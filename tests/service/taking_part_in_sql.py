"""Who takes part in a round and which places are free, as SQL over the registry's tables."""

from operands_in_sql import GRANTED, SHELTER
from pairs_in_sql import ALLOWANCE_TERMS

FACTS = """
band(code, ages) AS (VALUES
  (cast('UNDER_18' AS varchar), int4range(0, 18)), ('AGE_18_20', int4range(18, 21)),
  ('AGE_21_22', int4range(21, 23)), ('AGE_23_26', int4range(23, 27)),
  ('AGE_27_PLUS', int4range(27, NULL))),
near AS (
  SELECT municipality_code AS code FROM region_municipality
  WHERE region_id = :region AND period @> :day),
living AS (
  SELECT placement.household_id, placement.place_id, placement.period, property.id AS property_id,
    property.organisation_id AS owner_id, placement.support_provider_id, placement.proposal_id,
    coalesce(property.complex_reference, property.id::text) AS complex,
    property.complex_reference, placement.care_type, placement.housing_first,
    placement.state <> 'HELD' AS moved_in
  FROM placement JOIN place ON place.id = placement.place_id
  JOIN property ON property.id = place.property_id
  WHERE placement.state <> 'CANCELLED' AND placement.period && daterange(:day, NULL)),
bound AS (
  SELECT request.id AS request_id, request.household_id, request.state, request_group.kind,
    request_group.id AS group_id
  FROM request JOIN request_group ON request_group.id = request.group_id
  WHERE request_group.withdrawn_at IS NULL),
waiting AS (
  SELECT bound.request_id, living.property_id AS meant_for
  FROM bound JOIN bound AS mate USING (group_id)
  LEFT JOIN living ON living.household_id = mate.household_id AND NOT living.moved_in
  WHERE bound.kind = 'TOGETHER' AND bound.state = 'ACTIVE' AND mate.state = 'OFFERED')"""
"""Who lives or will live somewhere, who is bound to whom, and who waits for the rest of a group
that is decided on together, and where that is to live."""

AGES = """ARRAY(
    SELECT DISTINCT band.code FROM household_member AS member
    JOIN band AS recorded ON recorded.code = member.age_band
    JOIN band ON CASE
      WHEN {day} - household.ages_recorded_date <= 365 THEN band.code = recorded.code
      ELSE band.ages && int4range(
        lower(recorded.ages) + extract(year FROM age({day}, ages_recorded_date))::int,
        upper(recorded.ages) + extract(year FROM age({day}, ages_recorded_date + 1))::int + 1) END
    WHERE member.household_id = household.id
      AND (member.age_band <> 'UNDER_18' OR people.persons = people.minors))"""
"""The bands that the adults may be in on a day: those of their day of record for a year, then all
that the least and the most birthdays since can have made of them. Who asks before the 18th birthday
is an adult here, unless somebody older is with them."""

ASKING = f"""
  SELECT request.id AS request_id, request.household_id, request.group_id, request.care_type,
    request.support_provider_id, request.housing_first, request.ethos,
    NOT 'AGE_27_PLUS' = ANY({AGES.format(day="cast(:day AS date)")}) AS youth,
    {ALLOWANCE_TERMS}, {{operands}}
  FROM request JOIN household ON household.id = request.household_id
  CROSS JOIN LATERAL (
    SELECT count(*) AS persons, count(*) FILTER (WHERE age_band = 'UNDER_18') AS minors
    FROM household_member WHERE household_id = household.id) AS counted
  CROSS JOIN LATERAL (
    SELECT counted.*, minors - (minors = persons)::int AS children) AS people
  CROSS JOIN LATERAL (SELECT greatest(request.needed_from_date, :day) AS day) AS earliest
  CROSS JOIN LATERAL (
    SELECT earliest.day, {AGES.format(day="earliest.day")} AS adult_ages) AS start
  JOIN law ON law.period @> start.day
  WHERE request.state = 'ACTIVE'
    AND request.municipality_code IN (SELECT code FROM near)
    AND request.municipality_code IN (
      SELECT municipality_code FROM organisation WHERE id = :municipality OR id IN (
        SELECT organisation_id FROM mandate
        WHERE mandated_id = :municipality AND withdrawn_at IS NULL AND period @> :day))
    AND request.household_id NOT IN (SELECT household_id FROM living)
    AND request.id NOT IN (SELECT request_id FROM waiting)"""

OFFERED = f"""
  SELECT place.id AS place_id, place.organisation_id AS owner_id, property.id AS property_id,
    property.point, property.neighbourhood_code, property.municipality_code,
    coalesce(property.complex_reference, property.id::text) AS complex,
    CASE WHEN {SHELTER} THEN 0 ELSE place.rent_cents END AS rent, {GRANTED} AS granted, {{operands}}
  FROM place JOIN property ON property.id = place.property_id
  JOIN law ON law.period @> :day
  WHERE place.state = 'AVAILABLE' AND place.period && daterange(:day, NULL)
    AND property.withdrawn_at IS NULL
    AND property.municipality_code IN (SELECT code FROM near)
    AND property.municipality_code IN (
      SELECT municipality_code FROM organisation WHERE withdrawn_at IS NULL)
    AND NOT EXISTS (
      SELECT FROM living WHERE living.place_id = place.id AND living.period && place.period)
    AND place.id NOT IN (
      SELECT proposal.place_id FROM proposal JOIN waiting USING (request_id)
      WHERE proposal.state = 'PROPOSED' AND waiting.meant_for = property.id)"""
