"""The registry, the workflow and the audit.

Revision: 0002, after 0001, made 2026-11-22 00:53:53.903001
"""

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('geocoded',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_geocoded'))
    )
    op.create_geospatial_table('municipality',
    sa.Column('code', sa.String(length=4), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('corop_code', sa.String(length=2), nullable=False),
    sa.Column('corop_name', sa.String(length=60), nullable=False),
    sa.Column('centre', Geometry(geometry_type='POINT', srid=28992, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('boundary', Geometry(geometry_type='MULTIPOLYGON', srid=28992, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.CheckConstraint("code ~ '^[0-9]{4}$'", name=op.f('ck_municipality_code_digits')),
    sa.CheckConstraint('NOT ST_IsEmpty(centre) AND ST_X(centre) >= 0 AND ST_X(centre) <= 280000 AND ST_Y(centre) >= 300000 AND ST_Y(centre) <= 625000', name=op.f('ck_municipality_centre_in_the_netherlands')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_municipality'))
    )
    op.create_geospatial_index('idx_municipality_boundary', 'municipality', ['boundary'], unique=False, postgresql_using='gist', postgresql_ops={})
    op.create_table('region',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region'))
    )
    op.create_index('uq_region_code', 'region', ['code'], unique=True, postgresql_where='withdrawn_at IS NULL')
    op.create_table('organisation',
    sa.Column('kind', sa.Enum('CORPORATION', 'PRIVATE_LANDLORD', 'HOST', 'CARE_PROVIDER', 'MUNICIPALITY', 'CENTRE_MUNICIPALITY', 'SOCIAL_VACANCY_MANAGER', 'CLIENT_COUNCIL', 'PLATFORM', 'NATIONAL_DESK', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kvk_number', sa.String(length=8), nullable=True),
    sa.Column('email', sa.String(length=120), nullable=True),
    sa.Column('municipality_code', sa.String(length=4), nullable=True),
    sa.Column('contract_forms', sa.ARRAY(sa.Enum('OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT', name='contractform', native_enum=False, length=40)), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(kind IN ('MUNICIPALITY', 'CENTRE_MUNICIPALITY')) = (municipality_code IS NOT NULL)", name=op.f('ck_organisation_municipality_named')),
    sa.CheckConstraint("contract_forms <@ ARRAY['OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT']::character varying[] AND cardinality(contract_forms) >= 0", name=op.f('ck_organisation_contract_forms_known')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_organisation_municipality_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation'))
    )
    op.create_index('uq_organisation_municipality', 'organisation', ['municipality_code'], unique=True, postgresql_where='withdrawn_at IS NULL')
    op.create_table('region_municipality',
    sa.Column('region_id', sa.Uuid(), nullable=False),
    sa.Column('municipality_code', sa.String(length=4), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_region_municipality_period_not_empty')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_region_municipality_municipality_code')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_region_municipality_region_id')),
    sa.PrimaryKeyConstraint('region_id', 'municipality_code', name=op.f('pk_region_municipality'))
    )
    op.create_index('ix_region_municipality_municipality_code', 'region_municipality', ['municipality_code'], unique=False)
    op.create_table('agreement',
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('contract_forms', sa.ARRAY(sa.Enum('OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT', name='contractform', native_enum=False, length=40)), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('organisation_id'), '='), (sa.column('provider_id'), '='), (sa.column('period'), '&&'), where=sa.text('withdrawn_at IS NULL'), using='gist', name='ex_agreement_once'),
    sa.CheckConstraint("contract_forms <@ ARRAY['OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT']::character varying[] AND cardinality(contract_forms) >= 1", name=op.f('ck_agreement_contract_forms_known')),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_agreement_period_not_empty')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_agreement_organisation_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['organisation.id'], name=op.f('fk_agreement_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_agreement_organisation_id_id'))
    )
    op.create_index('ix_agreement_provider_id', 'agreement', ['provider_id'], unique=False)
    op.create_table('answered_command',
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('fingerprint', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('headers', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_answered_command_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'key', name=op.f('pk_answered_command'))
    )
    op.create_table('audit_event',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('result', sa.String(length=60), nullable=False),
    sa.Column('origin', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_audit_event_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index('ix_audit_event_organisation_id_id', 'audit_event', ['organisation_id', 'id'], unique=False)
    op.create_index('ix_audit_event_subject_id', 'audit_event', ['subject_id'], unique=False)
    op.create_table('household',
    sa.Column('provider_reference', sa.String(length=60), nullable=False),
    sa.Column('ages_recorded_date', sa.Date(), nullable=False),
    sa.Column('traits', sa.ARRAY(sa.Enum('PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY', name='trait', native_enum=False, length=40)), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("traits <@ ARRAY['PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY']::character varying[] AND cardinality(traits) >= 0", name=op.f('ck_household_traits_known')),
    sa.CheckConstraint('length(provider_reference) > 0', name=op.f('ck_household_reference_given')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_household_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_household_organisation_id_id')),
    sa.UniqueConstraint('organisation_id', 'provider_reference', name=op.f('uq_household_organisation_id_provider_reference'))
    )
    op.create_table('housing_first_rule',
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('complex_reference', sa.String(length=60), nullable=False),
    sa.Column('max_percent', sa.Integer(), nullable=False),
    sa.Column('hard', sa.Boolean(), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('organisation_id'), '='), (sa.column('owner_id'), '='), (sa.column('complex_reference'), '='), (sa.column('period'), '&&'), where=sa.text('withdrawn_at IS NULL'), using='gist', name='ex_housing_first_rule_once'),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_housing_first_rule_period_not_empty')),
    sa.CheckConstraint('max_percent >= 0 AND max_percent <= 100', name=op.f('ck_housing_first_rule_percent_of_hundred')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_housing_first_rule_organisation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['organisation.id'], name=op.f('fk_housing_first_rule_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_housing_first_rule')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_housing_first_rule_organisation_id_id'))
    )
    op.create_table('intake',
    sa.Column('subject', sa.String(length=20), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('asked_by', sa.String(length=120), nullable=False),
    sa.Column('state', sa.Enum('QUEUED', 'DONE', 'REFUSED', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=True),
    sa.Column('created_rows', sa.Integer(), nullable=True),
    sa.Column('changed_rows', sa.Integer(), nullable=True),
    sa.Column('unchanged_rows', sa.Integer(), nullable=True),
    sa.Column('faults', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("subject IN ('places', 'requests')", name=op.f('ck_intake_subject_known')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_intake_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_intake_organisation_id_id'))
    )
    op.create_index('ix_intake_organisation_id_created_at', 'intake', ['organisation_id', 'created_at'], unique=False)
    op.create_table('lease_budget',
    sa.Column('leases', sa.Integer(), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('organisation_id'), '='), (sa.column('period'), '&&'), where=sa.text('withdrawn_at IS NULL'), using='gist', name='ex_lease_budget_once'),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_lease_budget_period_not_empty')),
    sa.CheckConstraint('leases >= 0', name=op.f('ck_lease_budget_leases_not_negative')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_lease_budget_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lease_budget')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_lease_budget_organisation_id_id'))
    )
    op.create_table('mandate',
    sa.Column('mandated_id', sa.Uuid(), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('organisation_id'), '='), (sa.column('mandated_id'), '='), (sa.column('period'), '&&'), where=sa.text('withdrawn_at IS NULL'), using='gist', name='ex_mandate_once'),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_mandate_period_not_empty')),
    sa.ForeignKeyConstraint(['mandated_id'], ['organisation.id'], name=op.f('fk_mandate_mandated_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_mandate_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mandate')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_mandate_organisation_id_id'))
    )
    op.create_table('neighbourhood_capacity',
    sa.Column('neighbourhood_code', sa.String(length=10), nullable=False),
    sa.Column('placements', sa.Integer(), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('organisation_id'), '='), (sa.column('neighbourhood_code'), '='), (sa.column('period'), '&&'), where=sa.text('withdrawn_at IS NULL'), using='gist', name='ex_neighbourhood_capacity_once'),
    sa.CheckConstraint("neighbourhood_code ~ '^BU[0-9]{8}$'", name=op.f('ck_neighbourhood_capacity_neighbourhood_code_form')),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_neighbourhood_capacity_period_not_empty')),
    sa.CheckConstraint('placements >= 0', name=op.f('ck_neighbourhood_capacity_placements_not_negative')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_neighbourhood_capacity_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_neighbourhood_capacity')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_neighbourhood_capacity_organisation_id_id'))
    )
    op.create_table('policy',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_policy_period_not_empty')),
    sa.CheckConstraint('edition >= 1', name=op.f('ck_policy_edition_positive')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_policy_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_policy_organisation_id_id')),
    sa.UniqueConstraint('organisation_id', 'name', 'edition', name=op.f('uq_policy_organisation_id_name_edition'))
    )
    op.create_geospatial_table('property',
    sa.Column('kind', sa.Enum('DWELLING', 'BUILDING', 'VACANT_BUILDING', 'LAND', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('owner_reference', sa.String(length=60), nullable=False),
    sa.Column('street', sa.String(length=120), nullable=True),
    sa.Column('house_number', sa.Integer(), nullable=True),
    sa.Column('house_number_suffix', sa.String(length=12), nullable=True),
    sa.Column('postcode', sa.String(length=6), nullable=True),
    sa.Column('town', sa.String(length=80), nullable=False),
    sa.Column('municipality_code', sa.String(length=4), nullable=False),
    sa.Column('bag_id', sa.String(length=16), nullable=True),
    sa.Column('neighbourhood_code', sa.String(length=10), nullable=True),
    sa.Column('complex_reference', sa.String(length=60), nullable=True),
    sa.Column('complex_units', sa.Integer(), nullable=True),
    sa.Column('landlord_lives_in', sa.Boolean(), nullable=False),
    sa.Column('point', Geometry(geometry_type='POINT', srid=28992, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('precision', sa.Enum('ADDRESS', 'POSTCODE', 'TOWN', 'MUNICIPALITY', name='precision', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('gx', sa.Double(), sa.Computed('ST_X(point)', persisted=True), nullable=False),
    sa.Column('gy', sa.Double(), sa.Computed('ST_Y(point)', persisted=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("bag_id ~ '^[0-9]{16}$'", name=op.f('ck_property_bag_id_form')),
    sa.CheckConstraint("postcode ~ '^[1-9][0-9]{3}[A-Z]{2}$'", name=op.f('ck_property_postcode_form')),
    sa.CheckConstraint('NOT ST_IsEmpty(point) AND ST_X(point) >= 0 AND ST_X(point) <= 280000 AND ST_Y(point) >= 300000 AND ST_Y(point) <= 625000', name=op.f('ck_property_point_in_the_netherlands')),
    sa.CheckConstraint('complex_units >= 1', name=op.f('ck_property_complex_units_positive')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_property_municipality_code')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_property_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_property')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_property_organisation_id_id')),
    sa.UniqueConstraint('organisation_id', 'owner_reference', name=op.f('uq_property_organisation_id_owner_reference'))
    )
    op.create_index('ix_property_gx_gy', 'property', ['gx', 'gy'], unique=False)
    op.create_index('ix_property_municipality_code', 'property', ['municipality_code'], unique=False)
    op.create_geospatial_index('ix_property_point', 'property', ['point'], unique=False, postgresql_using='gist', postgresql_ops={})
    op.create_table('quota',
    sa.Column('place_municipality_code', sa.String(length=4), nullable=True),
    sa.Column('owner_id', sa.Uuid(), nullable=True),
    sa.Column('contract_form', sa.Enum('OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT', name='contract_form', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('youth_only', sa.Boolean(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=True),
    sa.Column('maximum', sa.Integer(), nullable=True),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_quota_period_not_empty')),
    sa.CheckConstraint('minimum <= maximum', name=op.f('ck_quota_in_order')),
    sa.CheckConstraint('minimum >= 0 AND maximum >= 0', name=op.f('ck_quota_not_negative')),
    sa.CheckConstraint('minimum IS NOT NULL OR maximum IS NOT NULL', name=op.f('ck_quota_a_number_given')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_quota_organisation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['organisation.id'], name=op.f('fk_quota_owner_id')),
    sa.ForeignKeyConstraint(['place_municipality_code'], ['municipality.code'], name=op.f('fk_quota_place_municipality_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_quota_organisation_id_id'))
    )
    op.create_table('request_group',
    sa.Column('kind', sa.Enum('TOGETHER', 'APART', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_request_group_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request_group')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_request_group_organisation_id_id'))
    )
    op.create_table('support_capacity',
    sa.Column('team', sa.String(length=60), nullable=False),
    sa.Column('region_id', sa.Uuid(), nullable=False),
    sa.Column('care_type', sa.Enum('NONE', 'AMBULANT', 'HOUSING_FIRST_ACT', 'BESCHERMD_THUIS', 'BESCHERMD_WONEN', 'OPVANG_MET_BEGELEIDING', 'JONGEREN_COACHING', 'NAZORG', name='care_type', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('slots', sa.Integer(), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_support_capacity_period_not_empty')),
    sa.CheckConstraint('slots >= 0', name=op.f('ck_support_capacity_slots_not_negative')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_support_capacity_organisation_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_support_capacity_region_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_capacity')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_support_capacity_organisation_id_id'))
    )
    op.create_index('ix_support_capacity_region_id', 'support_capacity', ['region_id'], unique=False)
    op.create_table('household_member',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('age_band', sa.Enum('UNDER_18', 'AGE_18_20', 'AGE_21_22', 'AGE_23_26', 'AGE_27_PLUS', name='age_band', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_household_member_household_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('household_id', 'ordinal', name=op.f('pk_household_member'))
    )
    op.create_table('place',
    sa.Column('property_id', sa.Uuid(), nullable=False),
    sa.Column('owner_reference', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.Enum('SELF_CONTAINED', 'ROOM_SHARED', 'PRIVATE_ROOM', 'STUDIO_CLUSTERED', 'GROUP', 'SUPPORTED', 'SHELTER_SINGLE', 'FLEX_HOME', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('DRAFT', 'AVAILABLE', 'OFFERED', 'OCCUPIED', 'WITHDRAWN', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('housing_first', sa.Boolean(), nullable=False),
    sa.Column('min_persons', sa.Integer(), nullable=False),
    sa.Column('max_persons', sa.Integer(), nullable=False),
    sa.Column('children_allowed', sa.Boolean(), nullable=False),
    sa.Column('age_bands', sa.ARRAY(sa.Enum('UNDER_18', 'AGE_18_20', 'AGE_21_22', 'AGE_23_26', 'AGE_27_PLUS', name='ageband', native_enum=False, length=40)), nullable=False),
    sa.Column('forbids', sa.ARRAY(sa.Enum('PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY', name='trait', native_enum=False, length=40)), nullable=False),
    sa.Column('requires', sa.ARRAY(sa.Enum('PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY', name='trait', native_enum=False, length=40)), nullable=False),
    sa.Column('accessibility', sa.Enum('NONE', 'SINGLE_FLOOR', 'STEP_FREE', 'ROLLATOR', 'WHEELCHAIR', 'LARGE_WHEELCHAIR', name='accessibility', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('contract_forms', sa.ARRAY(sa.Enum('OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT', name='contractform', native_enum=False, length=40)), nullable=False),
    sa.Column('tenure_title', sa.Enum('INDEFINITE', 'TEMP_2Y', 'YOUTH_5Y', 'CAMPUS', 'FLEX', 'ROOMWISE', 'MIDSTAY', 'VACANCY_ACT', 'HOSPITA', 'LOAN_FOR_USE', 'ANTI_SQUAT', name='tenure_title', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('permit_number', sa.String(length=60), nullable=True),
    sa.Column('permit_until_date', sa.Date(), nullable=True),
    sa.Column('rent_cents', sa.Integer(), nullable=False),
    sa.Column('service_costs_cents', sa.Integer(), nullable=False),
    sa.Column('maximum_rent_cents', sa.Integer(), nullable=True),
    sa.Column('rent_points', sa.Integer(), nullable=True),
    sa.Column('social_rent', sa.Boolean(), nullable=False),
    sa.Column('rent_allowance_possible', sa.Boolean(), nullable=False),
    sa.Column('care_types', sa.ARRAY(sa.Enum('NONE', 'AMBULANT', 'HOUSING_FIRST_ACT', 'BESCHERMD_THUIS', 'BESCHERMD_WONEN', 'OPVANG_MET_BEGELEIDING', 'JONGEREN_COACHING', 'NAZORG', name='caretype', native_enum=False, length=40)), nullable=False),
    sa.Column('care_level', sa.Enum('NONE', 'LIGHT', 'REGULAR', 'INTENSIVE', 'ON_CALL', 'PRESENT', name='care_level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('min_stay_days', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("age_bands <@ ARRAY['UNDER_18', 'AGE_18_20', 'AGE_21_22', 'AGE_23_26', 'AGE_27_PLUS']::character varying[] AND cardinality(age_bands) >= 0", name=op.f('ck_place_age_bands_known')),
    sa.CheckConstraint("care_types <@ ARRAY['NONE', 'AMBULANT', 'HOUSING_FIRST_ACT', 'BESCHERMD_THUIS', 'BESCHERMD_WONEN', 'OPVANG_MET_BEGELEIDING', 'JONGEREN_COACHING', 'NAZORG']::character varying[] AND cardinality(care_types) >= 0", name=op.f('ck_place_care_types_known')),
    sa.CheckConstraint("contract_forms <@ ARRAY['OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT']::character varying[] AND cardinality(contract_forms) >= 1", name=op.f('ck_place_contract_forms_known')),
    sa.CheckConstraint("forbids <@ ARRAY['PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY']::character varying[] AND cardinality(forbids) >= 0", name=op.f('ck_place_forbids_known')),
    sa.CheckConstraint("requires <@ ARRAY['PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY']::character varying[] AND cardinality(requires) >= 0", name=op.f('ck_place_requires_known')),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_place_period_not_empty')),
    sa.CheckConstraint('maximum_rent_cents >= rent_cents', name=op.f('ck_place_rent_within_maximum')),
    sa.CheckConstraint('min_persons >= 1 AND max_persons >= min_persons', name=op.f('ck_place_persons_in_order')),
    sa.CheckConstraint('min_stay_days >= 0', name=op.f('ck_place_min_stay_not_negative')),
    sa.CheckConstraint('rent_cents >= 0 AND service_costs_cents >= 0', name=op.f('ck_place_rent_not_negative')),
    sa.ForeignKeyConstraint(['organisation_id', 'property_id'], ['property.organisation_id', 'property.id'], name=op.f('fk_place_organisation_id_property_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_place_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_place_organisation_id_id')),
    sa.UniqueConstraint('organisation_id', 'owner_reference', name=op.f('uq_place_organisation_id_owner_reference'))
    )
    op.create_index('ix_place_property_id', 'place', ['property_id'], unique=False)
    op.create_index('ix_place_state', 'place', ['state'], unique=False)
    op.create_table('request',
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('provider_reference', sa.String(length=60), nullable=False),
    sa.Column('state', sa.Enum('DRAFT', 'ACTIVE', 'OFFERED', 'HOUSED', 'PARKED', 'WITHDRAWN', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('parked_until_date', sa.Date(), nullable=True),
    sa.Column('municipality_code', sa.String(length=4), nullable=False),
    sa.Column('origin_municipality_code', sa.String(length=4), nullable=True),
    sa.Column('preferred_region_id', sa.Uuid(), nullable=True),
    sa.Column('region_decision_reason', sa.String(length=2000), nullable=True),
    sa.Column('region_decision_date', sa.Date(), nullable=True),
    sa.Column('waiting_since_date', sa.Date(), nullable=False),
    sa.Column('homeless_since_date', sa.Date(), nullable=True),
    sa.Column('needed_from_date', sa.Date(), nullable=False),
    sa.Column('min_stay_days', sa.Integer(), nullable=False),
    sa.Column('ethos', sa.Enum('PUBLIC_SPACE', 'EMERGENCY_SHELTER', 'TEMPORARY_ACCOMMODATION', 'LEAVING_INSTITUTION', 'NON_CONVENTIONAL', 'WITH_FAMILY_FRIENDS', 'EVICTION_THREAT', name='ethos', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('youth_coordinator', sa.String(length=120), nullable=True),
    sa.Column('urgency_ground', sa.Enum('OUTFLOW_INSTITUTION', 'NEAR_HOMELESS', 'MEDICAL', 'INFORMAL_CARE', 'VIOLENCE', 'SOCIAL', 'RELATIONAL', 'EX_DETENTION', 'STATUS_HOLDER', 'FINANCIAL', 'RELOCATION', 'FAMILY_WITH_CHILDREN', 'TRAFFICKING', 'EXIT_PROGRAMME', name='urgency_ground', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('urgency_decision_number', sa.String(length=60), nullable=True),
    sa.Column('urgency_until_date', sa.Date(), nullable=True),
    sa.Column('contract_forms', sa.ARRAY(sa.Enum('OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT', name='contractform', native_enum=False, length=40)), nullable=False),
    sa.Column('temporary_grounds', sa.ARRAY(sa.Enum('STUDY', 'URGENT_WORKS', 'SHELTER_OR_EMERGENCY', 'SECOND_CHANCE', 'SURVIVING_MEMBER', 'PARENT_NEAR_CHILD', 'ISLAND_WORK', 'FROM_RECEPTION', name='temporaryground', native_enum=False, length=40)), nullable=False),
    sa.Column('income_band', sa.Enum('MINIMUM', 'ALLOCATION', 'DAEB', 'ABOVE', name='income_band', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('max_net_rent_cents', sa.Integer(), nullable=True),
    sa.Column('accessibility', sa.Enum('NONE', 'SINGLE_FLOOR', 'STEP_FREE', 'ROLLATOR', 'WHEELCHAIR', 'LARGE_WHEELCHAIR', name='accessibility', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('wants_forbidden', sa.ARRAY(sa.Enum('PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY', name='trait', native_enum=False, length=40)), nullable=False),
    sa.Column('wants_required', sa.ARRAY(sa.Enum('PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY', name='trait', native_enum=False, length=40)), nullable=False),
    sa.Column('housing_first', sa.Boolean(), nullable=False),
    sa.Column('care_type', sa.Enum('NONE', 'AMBULANT', 'HOUSING_FIRST_ACT', 'BESCHERMD_THUIS', 'BESCHERMD_WONEN', 'OPVANG_MET_BEGELEIDING', 'JONGEREN_COACHING', 'NAZORG', name='care_type', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('care_level', sa.Enum('NONE', 'LIGHT', 'REGULAR', 'INTENSIVE', 'ON_CALL', 'PRESENT', name='care_level', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('support_provider_id', sa.Uuid(), nullable=True),
    sa.Column('funding_regime', sa.Enum('NONE', 'WMO', 'WLZ', 'YOUTH_ACT', 'ZVW', 'JUSTICE', name='funding_regime', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('funding_until_date', sa.Date(), nullable=True),
    sa.Column('consent_given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(care_type = 'NONE') = (care_level = 'NONE')", name=op.f('ck_request_care_type_and_level_agree')),
    sa.CheckConstraint("contract_forms <@ ARRAY['OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT']::character varying[] AND cardinality(contract_forms) >= 1", name=op.f('ck_request_contract_forms_known')),
    sa.CheckConstraint("temporary_grounds <@ ARRAY['STUDY', 'URGENT_WORKS', 'SHELTER_OR_EMERGENCY', 'SECOND_CHANCE', 'SURVIVING_MEMBER', 'PARENT_NEAR_CHILD', 'ISLAND_WORK', 'FROM_RECEPTION']::character varying[] AND cardinality(temporary_grounds) >= 0", name=op.f('ck_request_temporary_grounds_known')),
    sa.CheckConstraint("wants_forbidden <@ ARRAY['PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY']::character varying[] AND cardinality(wants_forbidden) >= 0", name=op.f('ck_request_wants_forbidden_known')),
    sa.CheckConstraint("wants_required <@ ARRAY['PETS', 'SMOKING', 'PARTNER', 'WOMEN_ONLY', 'MEN_ONLY']::character varying[] AND cardinality(wants_required) >= 0", name=op.f('ck_request_wants_required_known')),
    sa.CheckConstraint('max_net_rent_cents >= 0', name=op.f('ck_request_net_rent_not_negative')),
    sa.CheckConstraint('min_stay_days >= 0', name=op.f('ck_request_min_stay_not_negative')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_request_municipality_code')),
    sa.ForeignKeyConstraint(['organisation_id', 'group_id'], ['request_group.organisation_id', 'request_group.id'], name=op.f('fk_request_organisation_id_group_id')),
    sa.ForeignKeyConstraint(['organisation_id', 'household_id'], ['household.organisation_id', 'household.id'], name=op.f('fk_request_organisation_id_household_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_request_organisation_id')),
    sa.ForeignKeyConstraint(['origin_municipality_code'], ['municipality.code'], name=op.f('fk_request_origin_municipality_code')),
    sa.ForeignKeyConstraint(['preferred_region_id'], ['region.id'], name=op.f('fk_request_preferred_region_id')),
    sa.ForeignKeyConstraint(['support_provider_id'], ['organisation.id'], name=op.f('fk_request_support_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_request')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_request_organisation_id_id')),
    sa.UniqueConstraint('organisation_id', 'provider_reference', name=op.f('uq_request_organisation_id_provider_reference'))
    )
    op.create_index('ix_request_municipality_code_state', 'request', ['municipality_code', 'state'], unique=False)
    op.create_index('uq_request_open_household', 'request', ['household_id'], unique=True, postgresql_where="state IN ('DRAFT', 'ACTIVE', 'OFFERED', 'PARKED')")
    op.create_table('round',
    sa.Column('region_id', sa.Uuid(), nullable=False),
    sa.Column('policy_id', sa.Uuid(), nullable=True),
    sa.Column('day_date', sa.Date(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('QUEUED', 'SOLVING', 'DONE', 'FAILED', 'CANCELLED', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('cancel_requested', sa.Boolean(), nullable=False),
    sa.Column('asked_by', sa.String(length=120), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('progress', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('engine_version', sa.String(length=40), nullable=True),
    sa.Column('snapshot_hash', sa.String(length=64), nullable=True),
    sa.Column('policy_hash', sa.String(length=64), nullable=True),
    sa.Column('certificate', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('requests', sa.Integer(), nullable=True),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('proposed', sa.Integer(), nullable=True),
    sa.Column('failure', sa.String(length=500), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id', 'policy_id'], ['policy.organisation_id', 'policy.id'], name=op.f('fk_round_organisation_id_policy_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_round_organisation_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_round_region_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_round_organisation_id_id'))
    )
    op.create_index('ix_round_organisation_id_created_at', 'round', ['organisation_id', 'created_at'], unique=False)
    op.create_index('uq_round_active_region', 'round', ['region_id'], unique=True, postgresql_where="state IN ('QUEUED', 'SOLVING')")
    op.create_table('proposal',
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('place_id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('support_provider_id', sa.Uuid(), nullable=True),
    sa.Column('municipality_code', sa.String(length=4), nullable=False),
    sa.Column('place_municipality_code', sa.String(length=4), nullable=False),
    sa.Column('contract_form', sa.Enum('OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT', name='contract_form', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('start_date', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('PROPOSED', 'APPROVED', 'REJECTED', 'PLACED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tier', sa.String(length=40), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('score_parts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('warnings', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('alternatives', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_proposal_household_id')),
    sa.ForeignKeyConstraint(['municipality_code'], ['municipality.code'], name=op.f('fk_proposal_municipality_code')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_proposal_organisation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['organisation.id'], name=op.f('fk_proposal_owner_id')),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_proposal_place_id')),
    sa.ForeignKeyConstraint(['place_municipality_code'], ['municipality.code'], name=op.f('fk_proposal_place_municipality_code')),
    sa.ForeignKeyConstraint(['provider_id'], ['organisation.id'], name=op.f('fk_proposal_provider_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_proposal_request_id')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_proposal_round_id')),
    sa.ForeignKeyConstraint(['support_provider_id'], ['organisation.id'], name=op.f('fk_proposal_support_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_proposal_organisation_id_id')),
    sa.UniqueConstraint('round_id', 'request_id', name=op.f('uq_proposal_round_id_request_id'))
    )
    op.create_index('ix_proposal_organisation_id_state', 'proposal', ['organisation_id', 'state'], unique=False)
    op.create_index('ix_proposal_owner_id', 'proposal', ['owner_id'], unique=False)
    op.create_index('ix_proposal_place_id', 'proposal', ['place_id'], unique=False)
    op.create_index('ix_proposal_provider_id', 'proposal', ['provider_id'], unique=False)
    op.create_index('ix_proposal_request_id', 'proposal', ['request_id'], unique=False)
    op.create_geospatial_table('request_anchor',
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('SCHOOL', 'WORK', 'CHILDREN', 'NETWORK', 'CARE', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('point', Geometry(geometry_type='POINT', srid=28992, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('max_metres', sa.Integer(), nullable=False),
    sa.Column('must', sa.Boolean(), nullable=False),
    sa.CheckConstraint('NOT ST_IsEmpty(point) AND ST_X(point) >= 0 AND ST_X(point) <= 280000 AND ST_Y(point) >= 300000 AND ST_Y(point) <= 625000', name=op.f('ck_request_anchor_point_in_the_netherlands')),
    sa.CheckConstraint('max_metres >= 0', name=op.f('ck_request_anchor_distance_not_negative')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_request_anchor_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('request_id', 'ordinal', name=op.f('pk_request_anchor'))
    )
    op.create_geospatial_table('request_avoid_area',
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('area', Geometry(geometry_type='MULTIPOLYGON', srid=28992, dimension=2, spatial_index=False, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_request_avoid_area_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('request_id', 'ordinal', name=op.f('pk_request_avoid_area'))
    )
    op.create_geospatial_index('idx_request_avoid_area_area', 'request_avoid_area', ['area'], unique=False, postgresql_using='gist', postgresql_ops={})
    op.create_table('round_snapshot',
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('problem', sa.LargeBinary(), nullable=False),
    sa.Column('solution', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_round_snapshot_organisation_id')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_round_snapshot_round_id')),
    sa.PrimaryKeyConstraint('round_id', name=op.f('pk_round_snapshot'))
    )
    op.create_table('round_unplaced',
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('reasons', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_round_unplaced_organisation_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['organisation.id'], name=op.f('fk_round_unplaced_provider_id')),
    sa.ForeignKeyConstraint(['request_id'], ['request.id'], name=op.f('fk_round_unplaced_request_id')),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_round_unplaced_round_id')),
    sa.PrimaryKeyConstraint('round_id', 'request_id', name=op.f('pk_round_unplaced'))
    )
    op.create_index('ix_round_unplaced_request_id', 'round_unplaced', ['request_id'], unique=False)
    op.create_table('decision',
    sa.Column('proposal_id', sa.Uuid(), nullable=False),
    sa.Column('outcome', sa.Enum('APPROVED', 'REJECTED', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason_code', sa.Enum('INSUFFICIENT_REASONS', 'OTHER_PRIORITY', 'REGION_DECISION', 'SUPPORT_CAPACITY', 'AFFORDABILITY', 'SAFETY', 'DATA_INCORRECT', 'OTHER', name='reason_code', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('motivation', sa.String(length=2000), nullable=False),
    sa.Column('decided_by', sa.String(length=120), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(outcome = 'REJECTED') = (reason_code IS NOT NULL)", name=op.f('ck_decision_rejection_has_a_reason')),
    sa.ForeignKeyConstraint(['organisation_id', 'proposal_id'], ['proposal.organisation_id', 'proposal.id'], name=op.f('fk_decision_organisation_id_proposal_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_decision_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_decision_organisation_id_id')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_decision_proposal_id'))
    )
    op.create_table('offer',
    sa.Column('proposal_id', sa.Uuid(), nullable=False),
    sa.Column('municipality_id', sa.Uuid(), nullable=False),
    sa.Column('party', sa.Enum('OWNER', 'HOUSEHOLD', 'RECEIVING_MUNICIPALITY', name='party', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason_code', sa.Enum('RENT_TOO_HIGH', 'DWELLING', 'QUALITY', 'SURROUNDINGS', 'PERSONAL', 'NO_LONGER_INTERESTED', 'TOO_FAR_FROM_NETWORK', 'CONTRACT_FORM', 'SUPPORT_DOES_NOT_FIT', 'SAFETY', 'HOUSEMATES', 'PETS', 'TOO_TEMPORARY', 'PLACE_NO_LONGER_AVAILABLE', 'AGREEMENT_FULL', 'NO_CONSENT', name='reason_code', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('remark', sa.String(length=2000), nullable=True),
    sa.Column('answered_by', sa.String(length=120), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(state = 'DECLINED') = (reason_code IS NOT NULL)", name=op.f('ck_offer_no_has_a_reason')),
    sa.ForeignKeyConstraint(['municipality_id'], ['organisation.id'], name=op.f('fk_offer_municipality_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_offer_organisation_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_offer_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_offer_organisation_id_id')),
    sa.UniqueConstraint('proposal_id', 'party', name=op.f('uq_offer_proposal_id_party'))
    )
    op.create_index('ix_offer_municipality_id', 'offer', ['municipality_id'], unique=False)
    op.create_table('placement',
    sa.Column('proposal_id', sa.Uuid(), nullable=False),
    sa.Column('place_id', sa.Uuid(), nullable=False),
    sa.Column('household_id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('support_provider_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.Enum('HELD', 'CONFIRMED', 'CANCELLED', 'ENDED', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('household_id'), '='), (sa.column('period'), '&&'), where=sa.text("state IN ('HELD', 'CONFIRMED')"), using='gist', name='ex_placement_household'),
    postgresql.ExcludeConstraint((sa.column('place_id'), '='), (sa.column('period'), '&&'), where=sa.text("state IN ('HELD', 'CONFIRMED')"), using='gist', name='ex_placement_place'),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_placement_period_not_empty')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_placement_household_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_placement_organisation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['organisation.id'], name=op.f('fk_placement_owner_id')),
    sa.ForeignKeyConstraint(['place_id'], ['place.id'], name=op.f('fk_placement_place_id')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_placement_proposal_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['organisation.id'], name=op.f('fk_placement_provider_id')),
    sa.ForeignKeyConstraint(['support_provider_id'], ['organisation.id'], name=op.f('fk_placement_support_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_placement_organisation_id_id')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_placement_proposal_id'))
    )
    op.create_index('ix_placement_owner_id', 'placement', ['owner_id'], unique=False)
    op.create_index('ix_placement_provider_id', 'placement', ['provider_id'], unique=False)
    op.create_table('lease',
    sa.Column('placement_id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('intermediary_id', sa.Uuid(), nullable=True),
    sa.Column('tenant', sa.Enum('HOUSEHOLD', 'CARE_PROVIDER', name='tenant', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('contract_form', sa.Enum('OWN_NAME', 'OWN_NAME_ADDENDUM', 'TRIPARTITE', 'OMKLAP', 'INTERMEDIARY', 'CARE_STAY', 'GUEST_AGREEMENT', name='contract_form', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tenure_title', sa.Enum('INDEFINITE', 'TEMP_2Y', 'YOUTH_5Y', 'CAMPUS', 'FLEX', 'ROOMWISE', 'MIDSTAY', 'VACANCY_ACT', 'HOSPITA', 'LOAN_FOR_USE', 'ANTI_SQUAT', name='tenure_title', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rent_cents', sa.Integer(), nullable=False),
    sa.Column('period', postgresql.DATERANGE(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(tenant = 'CARE_PROVIDER') = (intermediary_id IS NOT NULL)", name=op.f('ck_lease_intermediary_is_the_tenant')),
    sa.CheckConstraint('NOT isempty(period) AND lower(period) IS NOT NULL', name=op.f('ck_lease_period_not_empty')),
    sa.CheckConstraint('rent_cents >= 0', name=op.f('ck_lease_rent_not_negative')),
    sa.ForeignKeyConstraint(['intermediary_id'], ['organisation.id'], name=op.f('fk_lease_intermediary_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_lease_organisation_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['organisation.id'], name=op.f('fk_lease_owner_id')),
    sa.ForeignKeyConstraint(['placement_id'], ['placement.id'], name=op.f('fk_lease_placement_id')),
    sa.ForeignKeyConstraint(['provider_id'], ['organisation.id'], name=op.f('fk_lease_provider_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lease')),
    sa.UniqueConstraint('organisation_id', 'id', name=op.f('uq_lease_organisation_id_id')),
    sa.UniqueConstraint('placement_id', name=op.f('uq_lease_placement_id'))
    )
    op.create_index('ix_lease_owner_id', 'lease', ['owner_id'], unique=False)
    op.create_index('ix_lease_provider_id', 'lease', ['provider_id'], unique=False)
    op.create_table('lease_milestone',
    sa.Column('lease_id', sa.Uuid(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('REVIEW', 'FLIP_DECISION', 'TRIAL_DECISION', 'NOTICE_OPENS', 'NOTICE_CLOSES', 'END', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('due_date', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['lease_id'], ['lease.id'], name=op.f('fk_lease_milestone_lease_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('lease_id', 'ordinal', name=op.f('pk_lease_milestone'))
    )
    op.execute('revoke update, delete on audit_event from woonplek_app')


def downgrade() -> None:
    op.drop_table('lease_milestone')
    op.drop_index('ix_lease_provider_id', table_name='lease')
    op.drop_index('ix_lease_owner_id', table_name='lease')
    op.drop_table('lease')
    op.drop_index('ix_placement_provider_id', table_name='placement')
    op.drop_index('ix_placement_owner_id', table_name='placement')
    op.drop_table('placement')
    op.drop_index('ix_offer_municipality_id', table_name='offer')
    op.drop_table('offer')
    op.drop_table('decision')
    op.drop_index('ix_round_unplaced_request_id', table_name='round_unplaced')
    op.drop_table('round_unplaced')
    op.drop_table('round_snapshot')
    op.drop_geospatial_index('idx_request_avoid_area_area', table_name='request_avoid_area', postgresql_using='gist', column_name='area')
    op.drop_geospatial_table('request_avoid_area')
    op.drop_geospatial_table('request_anchor')
    op.drop_index('ix_proposal_request_id', table_name='proposal')
    op.drop_index('ix_proposal_provider_id', table_name='proposal')
    op.drop_index('ix_proposal_place_id', table_name='proposal')
    op.drop_index('ix_proposal_owner_id', table_name='proposal')
    op.drop_index('ix_proposal_organisation_id_state', table_name='proposal')
    op.drop_table('proposal')
    op.drop_index('uq_round_active_region', table_name='round', postgresql_where="state IN ('QUEUED', 'SOLVING')")
    op.drop_index('ix_round_organisation_id_created_at', table_name='round')
    op.drop_table('round')
    op.drop_index('uq_request_open_household', table_name='request', postgresql_where="state IN ('DRAFT', 'ACTIVE', 'OFFERED', 'PARKED')")
    op.drop_index('ix_request_municipality_code_state', table_name='request')
    op.drop_table('request')
    op.drop_index('ix_place_state', table_name='place')
    op.drop_index('ix_place_property_id', table_name='place')
    op.drop_table('place')
    op.drop_table('household_member')
    op.drop_index('ix_support_capacity_region_id', table_name='support_capacity')
    op.drop_table('support_capacity')
    op.drop_table('request_group')
    op.drop_table('quota')
    op.drop_geospatial_index('ix_property_point', table_name='property', postgresql_using='gist', column_name='point')
    op.drop_index('ix_property_municipality_code', table_name='property')
    op.drop_index('ix_property_gx_gy', table_name='property')
    op.drop_geospatial_table('property')
    op.drop_table('policy')
    op.drop_table('neighbourhood_capacity')
    op.drop_table('mandate')
    op.drop_table('lease_budget')
    op.drop_index('ix_intake_organisation_id_created_at', table_name='intake')
    op.drop_table('intake')
    op.drop_table('housing_first_rule')
    op.drop_table('household')
    op.drop_index('ix_audit_event_subject_id', table_name='audit_event')
    op.drop_index('ix_audit_event_organisation_id_id', table_name='audit_event')
    op.drop_table('audit_event')
    op.drop_table('answered_command')
    op.drop_index('ix_agreement_provider_id', table_name='agreement')
    op.drop_table('agreement')
    op.drop_index('ix_region_municipality_municipality_code', table_name='region_municipality')
    op.drop_table('region_municipality')
    op.drop_index('uq_organisation_municipality', table_name='organisation', postgresql_where='withdrawn_at IS NULL')
    op.drop_table('organisation')
    op.drop_index('uq_region_code', table_name='region', postgresql_where='withdrawn_at IS NULL')
    op.drop_table('region')
    op.drop_geospatial_index('idx_municipality_boundary', table_name='municipality', postgresql_using='gist', column_name='boundary')
    op.drop_geospatial_table('municipality')
    op.drop_table('geocoded')
