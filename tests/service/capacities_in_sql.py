"""Who can stand behind a contract form, and what is used up, as SQL over the registry's tables.

Of each capacity rule the contract forms that it takes from a pair; `form.code` is the form asked
about, `asking` and `offered` the pair.
"""

from operands_in_sql import listed

from matching.codes.contracts import ContractForm

IN_SHELTER = "ARRAY['EMERGENCY_SHELTER', 'TEMPORARY_ACCOMMODATION']"
LEFT = f"""
form(code) AS (SELECT unnest({listed(ContractForm)})),
provider AS (
  SELECT id, contract_forms,
    coalesce((SELECT leases FROM lease_budget AS budget
      WHERE budget.organisation_id = organisation.id
        AND withdrawn_at IS NULL AND period @> :day), 0)
    - (SELECT count(*) FROM living JOIN proposal ON proposal.id = living.proposal_id
      WHERE NOT moved_in AND living.support_provider_id = organisation.id
        AND proposal.contract_form IN ('OMKLAP', 'INTERMEDIARY'))
    - (SELECT count(*) FROM lease JOIN placement ON placement.id = lease.placement_id
      WHERE lease.intermediary_id = organisation.id AND placement.state <> 'CANCELLED'
        AND lease.period && daterange(:day, NULL)) AS leases
  FROM organisation WHERE kind = 'CARE_PROVIDER' AND withdrawn_at IS NULL),
agreed AS (
  SELECT organisation_id AS owner_id, provider_id, contract_forms
  FROM agreement WHERE withdrawn_at IS NULL AND period @> :day),
team AS (
  SELECT organisation_id AS provider_id, care_type, sum(slots) - (
    SELECT count(*) FROM living JOIN proposal ON proposal.id = living.proposal_id
    WHERE living.support_provider_id = support_capacity.organisation_id
      AND living.care_type = support_capacity.care_type
      AND proposal.place_municipality_code IN (SELECT code FROM near)) AS slots
  FROM support_capacity WHERE region_id = :region AND withdrawn_at IS NULL AND period @> :day
  GROUP BY organisation_id, care_type),
full_neighbourhood AS (
  SELECT neighbourhood_code AS code FROM neighbourhood_capacity AS agreed_number
  WHERE withdrawn_at IS NULL AND period @> :day AND placements <= (
    SELECT count(*) FROM placement JOIN place ON place.id = placement.place_id
    JOIN property ON property.id = place.property_id
    WHERE property.neighbourhood_code = agreed_number.neighbourhood_code
      AND placement.state <> 'CANCELLED' AND agreed_number.period @> lower(placement.period))),
full_complex AS (
  SELECT rule.owner_id, rule.complex_reference AS complex FROM housing_first_rule AS rule
  JOIN organisation ON organisation.id = rule.organisation_id
  WHERE rule.withdrawn_at IS NULL AND rule.period @> :day AND (rule.hard OR :share_is_hard)
    AND organisation.municipality_code IN (SELECT code FROM near)
    AND (SELECT greatest(floor(
        coalesce(max(complex_units), count(place.id)) * rule.max_percent / 100.0), 1)
      FROM property LEFT JOIN place ON place.property_id = property.id
      WHERE property.organisation_id = rule.owner_id
        AND property.complex_reference = rule.complex_reference)
    <= (SELECT count(*) FROM living
      WHERE living.housing_first AND living.owner_id = rule.owner_id
        AND living.complex_reference = rule.complex_reference)),
used_quota AS (
  SELECT quota.* FROM quota
  WHERE organisation_id = :municipality AND withdrawn_at IS NULL AND period @> :day
    AND maximum <= (SELECT count(*) FROM placement JOIN proposal ON proposal.id = proposal_id
      WHERE placement.organisation_id = quota.organisation_id AND placement.state <> 'CANCELLED'
        AND quota.period @> lower(placement.period)
        AND (quota.place_municipality_code IS NULL
          OR proposal.place_municipality_code = quota.place_municipality_code)
        AND (quota.owner_id IS NULL OR placement.owner_id = quota.owner_id)
        AND (quota.contract_form IS NULL OR proposal.contract_form = quota.contract_form)
        AND (placement.youth OR NOT quota.youth_only)
        AND (placement.from_shelter OR NOT quota.from_shelter_only)))"""

AGREED = """form.code = ANY(provider.contract_forms)
  AND provider.id = coalesce(asking.support_provider_id, provider.id)
  AND (form.code IN ('OWN_NAME', 'OWN_NAME_ADDENDUM', 'GUEST_AGREEMENT')
      AND asking.care_type <> 'NONE'
    OR provider.id = offered.owner_id
    OR EXISTS (SELECT FROM agreed WHERE agreed.owner_id = offered.owner_id
      AND agreed.provider_id = provider.id AND form.code = ANY(agreed.contract_forms)))"""
ROOM = """(asking.care_type = 'NONE' OR EXISTS (SELECT FROM team
  WHERE team.provider_id = provider.id AND team.care_type = asking.care_type AND team.slots > 0))"""
LEASE = "(form.code NOT IN ('OMKLAP', 'INTERMEDIARY') OR provider.leases > 0)"


def _somebody(*conditions: str) -> str:
    """Nobody is needed for a lease or a bed of one's own without support; else somebody is."""
    return (
        "(asking.care_type = 'NONE'"
        " AND form.code IN ('OWN_NAME', 'OWN_NAME_ADDENDUM', 'GUEST_AGREEMENT')"
        f" OR EXISTS (SELECT FROM provider WHERE {' AND '.join(conditions)}))"
    )


TAKES = {
    "E06_PROVIDER": f"NOT {_somebody(AGREED)}",
    "E11_CASELOAD": f"{_somebody(AGREED)} AND NOT {_somebody(AGREED, ROOM)}",
    "E06_LEASES": f"{_somebody(AGREED, ROOM)} AND NOT {_somebody(AGREED, ROOM, LEASE)}",
    "E12_SHARE": "asking.housing_first AND EXISTS (SELECT FROM full_complex WHERE"
    " (full_complex.owner_id, full_complex.complex) = (offered.owner_id, offered.complex))",
    "E27_NEIGHBOURHOOD": "offered.neighbourhood_code IN (SELECT code FROM full_neighbourhood)",
    "E27_QUOTA": f"""EXISTS (SELECT FROM used_quota AS quota
      WHERE (quota.owner_id IS NULL OR quota.owner_id = offered.owner_id)
        AND (quota.place_municipality_code IS NULL
          OR quota.place_municipality_code = offered.municipality_code)
        AND (quota.contract_form IS NULL OR quota.contract_form = form.code)
        AND (NOT quota.youth_only OR asking.youth)
        AND (NOT quota.from_shelter_only OR asking.ethos = ANY({IN_SHELTER})))""",
}
