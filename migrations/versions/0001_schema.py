"""schema"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None


def upgrade() -> None:

    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=True),
    sa.Column('login', sa.String(length=40), nullable=True),
    sa.Column('display_name', sa.String(length=40), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('totp_secret', sa.String(length=64), nullable=True),
    sa.Column('totp_last_step', sa.Integer(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('failed_count', sa.Integer(), nullable=False),
    sa.Column('locked_until', sa.DateTime(), nullable=True),
    sa.CheckConstraint('phone IS NOT NULL OR login IS NOT NULL', name=op.f('ck_account_reachable')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login')),
    sa.UniqueConstraint('phone', name=op.f('uq_account_phone'))
    )
    op.create_table('announced_year',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_announced_year'))
    )
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=80), nullable=False),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entry_subject'), ['subject'], unique=False)

    op.create_table('day_off',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('name', sa.String(length=12), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_day_off'))
    )
    op.create_table('organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('short_name', sa.String(length=20), nullable=False),
    sa.Column('town', sa.String(length=20), nullable=True),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('name', name=op.f('uq_organisation_name'))
    )
    op.create_table('outbox_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=True),
    sa.Column('to', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_message_key'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_due', ['state', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_to'), ['to'], unique=False)

    op.create_table('revision',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_revision'))
    )
    op.create_table('sign_in_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_code'))
    )
    with op.batch_alter_table('sign_in_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_code_phone'), ['phone'], unique=False)

    op.create_table('venue',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('town', sa.String(length=20), nullable=False),
    sa.Column('address', sa.String(length=120), nullable=False),
    sa.Column('lng', sa.Double(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('datum', sa.String(32), nullable=False),
    sa.Column('directions', sa.Text(), nullable=False),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venue'))
    )
    op.create_table('festival',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('short_name', sa.String(length=20), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=True),
    sa.Column('prefix', sa.String(length=2), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('venue_id', sa.Integer(), nullable=True),
    sa.Column('previous_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('former_starts_on', sa.Date(), nullable=True),
    sa.Column('former_ends_on', sa.Date(), nullable=True),
    sa.Column('opens_at', sa.Time(), nullable=False),
    sa.Column('closes_at', sa.Time(), nullable=False),
    sa.Column('lunar_rule', sa.String(length=60), nullable=False),
    sa.Column('summary', sa.String(length=200), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('skin', sa.String(length=12), nullable=False),
    sa.Column('cover_seed', sa.String(length=40), nullable=False),
    sa.Column('admission', sa.String(length=60), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('named_products', sa.JSON(), nullable=False),
    sa.Column('expected_visitors', sa.Integer(), nullable=False),
    sa.Column('sells_food', sa.Boolean(), nullable=False),
    sa.Column('set_up_from', sa.DateTime(), nullable=True),
    sa.Column('set_up_until', sa.DateTime(), nullable=True),
    sa.Column('take_down_from', sa.DateTime(), nullable=True),
    sa.Column('take_down_until', sa.DateTime(), nullable=True),
    sa.Column('plan_width', sa.Integer(), nullable=False),
    sa.Column('plan_height', sa.Integer(), nullable=False),
    sa.Column('ground', sa.JSON(), nullable=False),
    sa.Column('keep_apart', sa.JSON(), nullable=False),
    sa.Column('uid', sa.String(length=40), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('announced_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_festival_days_in_order')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_festival_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['previous_id'], ['festival.id'], name=op.f('fk_festival_previous_id_festival')),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_festival_venue_id_venue')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_festival')),
    sa.UniqueConstraint('slug', name=op.f('uq_festival_slug')),
    sa.UniqueConstraint('uid', name=op.f('uq_festival_uid'))
    )
    with op.batch_alter_table('festival', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_festival_starts_on'), ['starts_on'], unique=False)

    op.create_table('household',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('owner_name', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('town', sa.String(length=20), nullable=False),
    sa.Column('address', sa.String(length=120), nullable=False),
    sa.Column('category', sa.String(32), nullable=False),
    sa.Column('stall_kind', sa.String(32), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('heritage_item', sa.String(length=40), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('is_demo', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('missing_since', sa.DateTime(), nullable=True),
    sa.Column('deletion_asked_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_household_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_household')),
    sa.UniqueConstraint('uscc', name=op.f('uq_household_uscc'))
    )
    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_household_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_household_phone'), ['phone'], unique=False)

    op.create_table('import_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_import_report_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_report'))
    )
    op.create_table('private_feed',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_private_feed_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_private_feed')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_private_feed_token_hash'))
    )
    op.create_table('allocation_draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('issue', sa.String(length=20), nullable=False),
    sa.Column('drawn_at', sa.DateTime(), nullable=False),
    sa.Column('rules_text', sa.Text(), nullable=False),
    sa.Column('first_pool_text', sa.Text(), nullable=False),
    sa.Column('pool_text', sa.Text(), nullable=False),
    sa.Column('missed', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(), nullable=True),
    sa.Column('numbers', sa.String(length=60), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['account.id'], name=op.f('fk_allocation_draw_confirmed_by_id_account')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['account.id'], name=op.f('fk_allocation_draw_entered_by_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_allocation_draw_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_draw')),
    sa.UniqueConstraint('festival_id', name=op.f('uq_allocation_draw_festival_id'))
    )
    op.create_table('allocation_setting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('notice_days', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('notice_days >= 0', name=op.f('ck_allocation_setting_notice_days')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_allocation_setting_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_setting')),
    sa.UniqueConstraint('festival_id', name=op.f('uq_allocation_setting_festival_id'))
    )
    op.create_table('announcement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_announcement_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement'))
    )
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_announcement_festival_id'), ['festival_id'], unique=False)

    op.create_table('application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('receipt', sa.String(length=12), nullable=True),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('category', sa.String(32), nullable=False),
    sa.Column('stall_kind', sa.String(32), nullable=False),
    sa.Column('goods', sa.JSON(), nullable=False),
    sa.Column('booths_min', sa.Integer(), nullable=False),
    sa.Column('booths_max', sa.Integer(), nullable=False),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.Column('zones', sa.JSON(), nullable=False),
    sa.Column('anywhere', sa.Boolean(), nullable=False),
    sa.Column('appliances', sa.JSON(), nullable=False),
    sa.Column('power_w', sa.Integer(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('handles_food', sa.Boolean(), nullable=False),
    sa.Column('contact_name', sa.String(length=40), nullable=False),
    sa.Column('contact_phone', sa.String(length=20), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('committed_at', sa.DateTime(), nullable=True),
    sa.Column('steps_done', sa.JSON(), nullable=False),
    sa.Column('filed_by_id', sa.Integer(), nullable=True),
    sa.Column('agent_id', sa.Integer(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('score_lines', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(32), nullable=True),
    sa.Column('reason_note', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('booths_min >= 1 AND booths_max >= booths_min', name=op.f('ck_application_booths')),
    sa.ForeignKeyConstraint(['agent_id'], ['account.id'], name=op.f('fk_application_agent_id_account')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_application_decided_by_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_application_festival_id_festival')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['account.id'], name=op.f('fk_application_filed_by_id_account')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_application_household_id_household')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application')),
    sa.UniqueConstraint('festival_id', 'receipt', name=op.f('uq_application_festival_id_receipt'))
    )
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_household_id'), ['household_id'], unique=False)
        batch_op.create_index('uq_application_living', ['festival_id', 'household_id'], unique=True, sqlite_where=sa.text("state NOT IN ('withdrawn', 'rejected')"), postgresql_where=sa.text("state NOT IN ('withdrawn', 'rejected')"))

    op.create_table('call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=False),
    sa.Column('closes_at', sa.DateTime(), nullable=False),
    sa.Column('categories', sa.JSON(), nullable=False),
    sa.Column('max_booths', sa.Integer(), nullable=False),
    sa.Column('fee_fen', sa.Integer(), nullable=False),
    sa.Column('deposit_fen', sa.Integer(), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('score_rule', sa.JSON(), nullable=False),
    sa.Column('reserves', sa.JSON(), nullable=False),
    sa.Column('lottery', sa.JSON(), nullable=False),
    sa.Column('documents', sa.JSON(), nullable=False),
    sa.Column('preference', sa.String(length=10), nullable=False),
    sa.Column('confirm_days', sa.Integer(), nullable=False),
    sa.Column('next_serial', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=40), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_call_times_in_order')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_call_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sa.UniqueConstraint('festival_id', name=op.f('uq_call_festival_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_call_uid'))
    )
    op.create_table('class_recognition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('policy_class', sa.String(32), nullable=False),
    sa.Column('level', sa.String(length=20), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('issuer', sa.String(length=60), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_class_recognition_household_id_household')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_recognition'))
    )
    with op.batch_alter_table('class_recognition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_recognition_household_id'), ['household_id'], unique=False)

    op.create_table('credit_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('festival_name', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('evidence', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('appeal_state', sa.String(32), nullable=False),
    sa.Column('appeal_text', sa.Text(), nullable=False),
    sa.Column('appealed_at', sa.DateTime(), nullable=True),
    sa.Column('decision_text', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_credit_event_decided_by_id_account')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_credit_event_household_id_household')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['account.id'], name=op.f('fk_credit_event_recorded_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_credit_event')),
    sa.UniqueConstraint('source', name=op.f('uq_credit_event_source'))
    )
    with op.batch_alter_table('credit_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_credit_event_appeal_state'), ['appeal_state'], unique=False)
        batch_op.create_index('ix_credit_event_household_day', ['household_id', 'day'], unique=False)

    op.create_table('entry_rules',
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('hours', sa.JSON(), nullable=False),
    sa.Column('heads', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_entry_rules_festival_id_festival')),
    sa.PrimaryKeyConstraint('festival_id', name=op.f('pk_entry_rules'))
    )
    op.create_table('feed_former_town',
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('town', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_feed_former_town_festival_id_festival'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('festival_id', 'town', name=op.f('pk_feed_former_town'))
    )
    op.create_table('feed_last_shown',
    sa.Column('uid', sa.String(length=40), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_feed_last_shown_festival_id_festival'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('uid', name=op.f('pk_feed_last_shown'))
    )
    with op.batch_alter_table('feed_last_shown', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feed_last_shown_festival_id'), ['festival_id'], unique=False)

    op.create_table('festival_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('kid', sa.Integer(), nullable=False),
    sa.Column('public', sa.LargeBinary(length=32), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_festival_key_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_festival_key'))
    )
    with op.batch_alter_table('festival_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_festival_key_festival_id'), ['festival_id'], unique=False)

    op.create_table('gate_device',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=40), nullable=False),
    sa.Column('label', sa.String(length=40), nullable=False),
    sa.Column('credential_hash', sa.String(length=64), nullable=False),
    sa.Column('enrolled_at', sa.DateTime(), nullable=False),
    sa.Column('enrolled_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('last_seen_at', sa.DateTime(), nullable=True),
    sa.Column('last_queue', sa.Integer(), nullable=False),
    sa.Column('clock_error_s', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['enrolled_by_id'], ['account.id'], name=op.f('fk_gate_device_enrolled_by_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_gate_device_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_device'))
    )
    with op.batch_alter_table('gate_device', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_device_festival_id'), ['festival_id'], unique=False)

    op.create_table('gate_log',
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_gate_log_festival_id_festival')),
    sa.PrimaryKeyConstraint('festival_id', name=op.f('pk_gate_log'))
    )
    op.create_table('grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(32), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('festival_id', sa.Integer(), nullable=True),
    sa.Column('department', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_grant_account_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_grant_festival_id_festival')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_grant_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant')),
    sa.UniqueConstraint('account_id', 'role', 'organisation_id', 'festival_id', name=op.f('uq_grant_account_id_role_organisation_id_festival_id'))
    )
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grant_account_id'), ['account_id'], unique=False)

    op.create_table('home_turn',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_home_turn_festival_id_festival')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_home_turn_household_id_household')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_home_turn')),
    sa.UniqueConstraint('festival_id', 'day', 'household_id', name=op.f('uq_home_turn_festival_id_day_household_id'))
    )
    with op.batch_alter_table('home_turn', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_home_turn_day'), ['day'], unique=False)
        batch_op.create_index(batch_op.f('ix_home_turn_household_id'), ['household_id'], unique=False)

    op.create_table('licence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('holder', sa.String(length=40), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_licence_household_id_household')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_licence'))
    )
    with op.batch_alter_table('licence', schema=None) as batch_op:
        batch_op.create_index('ix_licence_household_kind', ['household_id', 'kind'], unique=False)

    op.create_table('print_job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=300), nullable=False),
    sa.Column('heartbeat_at', sa.DateTime(), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_print_job_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_job')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_print_job_festival_id'), ['festival_id'], unique=False)
        batch_op.create_index('uq_print_job_live', ['festival_id'], unique=True, sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))

    op.create_table('product',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('named', sa.String(length=40), nullable=False),
    sa.Column('price_fen', sa.Integer(), nullable=True),
    sa.Column('unit', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(length=120), nullable=False),
    sa.Column('removed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_product_household_id_household')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product'))
    )
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_product_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_product_named'), ['named'], unique=False)

    op.create_table('programme_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('uid', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('heritage_item', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('published', sa.Boolean(), nullable=False),
    sa.Column('cancelled', sa.Boolean(), nullable=False),
    sa.Column('was_public', sa.Boolean(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_programme_session_times_in_order')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_programme_session_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_session')),
    sa.UniqueConstraint('uid', name=op.f('uq_programme_session_uid'))
    )
    with op.batch_alter_table('programme_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_session_festival_id'), ['festival_id'], unique=False)

    op.create_table('ranking_snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('metric', sa.String(length=20), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('taken_at', sa.DateTime(), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_ranking_snapshot_festival_id_festival')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['account.id'], name=op.f('fk_ranking_snapshot_taken_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranking_snapshot'))
    )
    with op.batch_alter_table('ranking_snapshot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ranking_snapshot_festival_id'), ['festival_id'], unique=False)

    op.create_table('sign_off_lane',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('department', sa.String(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_sign_off_lane_account_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_sign_off_lane_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_off_lane')),
    sa.UniqueConstraint('festival_id', 'department', name=op.f('uq_sign_off_lane_festival_id_department'))
    )
    op.create_table('stamp_code_miss',
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=32), nullable=False),
    sa.Column('window', sa.Integer(), nullable=False),
    sa.Column('misses', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_stamp_code_miss_festival_id_festival')),
    sa.PrimaryKeyConstraint('festival_id', 'device', name=op.f('pk_stamp_code_miss'))
    )
    op.create_table('stamp_completion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=32), nullable=False),
    sa.Column('code', sa.String(length=6), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('redeemed_at', sa.DateTime(), nullable=True),
    sa.Column('redeemed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_stamp_completion_festival_id_festival')),
    sa.ForeignKeyConstraint(['redeemed_by_id'], ['account.id'], name=op.f('fk_stamp_completion_redeemed_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stamp_completion')),
    sa.UniqueConstraint('festival_id', 'code', name=op.f('uq_stamp_completion_festival_id_code')),
    sa.UniqueConstraint('festival_id', 'device', name=op.f('uq_stamp_completion_festival_id_device'))
    )
    op.create_table('stamp_rally',
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('needed', sa.Integer(), nullable=False),
    sa.Column('asks_code', sa.Boolean(), nullable=False),
    sa.Column('reward', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_stamp_rally_festival_id_festival')),
    sa.PrimaryKeyConstraint('festival_id', name=op.f('pk_stamp_rally'))
    )
    op.create_table('stored_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('problem', sa.JSON(), nullable=False),
    sa.Column('plan', sa.JSON(), nullable=False),
    sa.Column('placements', sa.JSON(), nullable=False),
    sa.Column('locked', sa.JSON(), nullable=False),
    sa.Column('moves', sa.JSON(), nullable=False),
    sa.Column('undone', sa.JSON(), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.Column('waitlist_due', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['account.id'], name=op.f('fk_stored_plan_created_by_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_stored_plan_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_plan')),
    sa.UniqueConstraint('festival_id', 'number', name=op.f('uq_stored_plan_festival_id_number'))
    )
    with op.batch_alter_table('stored_plan', schema=None) as batch_op:
        batch_op.create_index('uq_stored_plan_draft', ['festival_id'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
        batch_op.create_index('uq_stored_plan_notice', ['festival_id'], unique=True, sqlite_where=sa.text("state = 'notice'"), postgresql_where=sa.text("state = 'notice'"))
        batch_op.create_index('uq_stored_plan_published', ['festival_id'], unique=True, sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))

    op.create_table('zone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('categories', sa.JSON(), nullable=False),
    sa.Column('category_caps', sa.JSON(), nullable=False),
    sa.Column('power_w', sa.Integer(), nullable=True),
    sa.Column('outline', sa.JSON(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_zone_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_zone')),
    sa.UniqueConstraint('festival_id', 'code', name=op.f('uq_zone_festival_id_code'))
    )
    op.create_table('allocation_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('problem_text', sa.Text(), nullable=False),
    sa.Column('plan_text', sa.Text(), nullable=False),
    sa.Column('by_hand', sa.JSON(), nullable=False),
    sa.Column('kept_whole', sa.Boolean(), nullable=False),
    sa.Column('correction', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_allocation_notice_festival_id_festival')),
    sa.ForeignKeyConstraint(['plan_id'], ['stored_plan.id'], name=op.f('fk_allocation_notice_plan_id_stored_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_notice')),
    sa.UniqueConstraint('plan_id', name=op.f('uq_allocation_notice_plan_id'))
    )
    with op.batch_alter_table('allocation_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_allocation_notice_festival_id'), ['festival_id'], unique=False)
        batch_op.create_index('uq_allocation_notice_open', ['festival_id'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('allocation_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('wanted', sa.JSON(), nullable=False),
    sa.Column('level', sa.String(length=12), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('cancel_asked', sa.Boolean(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('message', sa.String(length=300), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_allocation_run_asked_by_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_allocation_run_festival_id_festival')),
    sa.ForeignKeyConstraint(['plan_id'], ['stored_plan.id'], name=op.f('fk_allocation_run_plan_id_stored_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allocation_run'))
    )
    with op.batch_alter_table('allocation_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_allocation_run_festival_id'), ['festival_id'], unique=False)
        batch_op.create_index('uq_allocation_run_live', ['festival_id'], unique=True, sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))

    op.create_table('attendance_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(32), nullable=False),
    sa.Column('evidence', sa.String(length=120), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_attendance_finding_application_id_application')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['account.id'], name=op.f('fk_attendance_finding_confirmed_by_id_account')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_attendance_finding_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_finding')),
    sa.UniqueConstraint('application_id', 'day', 'kind', name=op.f('uq_attendance_finding_application_id_day_kind'))
    )
    with op.batch_alter_table('attendance_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_finding_festival_id'), ['festival_id'], unique=False)

    op.create_table('batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('raw_material', sa.String(length=120), nullable=False),
    sa.Column('report_number', sa.String(length=60), nullable=False),
    sa.Column('corrections', sa.JSON(), nullable=False),
    sa.Column('recalled_at', sa.DateTime(), nullable=True),
    sa.Column('recall_reason', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_batch_product_id_product')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch')),
    sa.UniqueConstraint('code', name=op.f('uq_batch_code'))
    )
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_product_id'), ['product_id'], unique=False)

    op.create_table('booth_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('zone_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('circular', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['zone_id'], ['zone.id'], name=op.f('fk_booth_row_zone_id_zone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booth_row')),
    sa.UniqueConstraint('zone_id', 'code', name=op.f('uq_booth_row_zone_id_code'))
    )
    with op.batch_alter_table('booth_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booth_row_zone_id'), ['zone_id'], unique=False)

    op.create_table('gate_enrolment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=40), nullable=False),
    sa.Column('nonce', sa.String(length=32), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['device_id'], ['gate_device.id'], name=op.f('fk_gate_enrolment_device_id_gate_device')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_gate_enrolment_festival_id_festival')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_gate_enrolment_made_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_enrolment')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_gate_enrolment_code_hash'))
    )
    with op.batch_alter_table('gate_enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gate_enrolment_festival_id'), ['festival_id'], unique=False)

    op.create_table('held_scan',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by_id'], ['account.id'], name=op.f('fk_held_scan_decided_by_id_account')),
    sa.ForeignKeyConstraint(['device_id'], ['gate_device.id'], name=op.f('fk_held_scan_device_id_gate_device')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_held_scan_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_held_scan'))
    )
    with op.batch_alter_table('held_scan', schema=None) as batch_op:
        batch_op.create_index('ix_held_scan_open', ['festival_id', 'decided_at'], unique=False)

    op.create_table('malformed_scan',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('fault', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['gate_device.id'], name=op.f('fk_malformed_scan_device_id_gate_device')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_malformed_scan_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_malformed_scan'))
    )
    with op.batch_alter_table('malformed_scan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_malformed_scan_festival_id'), ['festival_id'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('booths', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('deadline', sa.DateTime(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_offer_application_id_application')),
    sa.ForeignKeyConstraint(['plan_id'], ['stored_plan.id'], name=op.f('fk_offer_plan_id_stored_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer')),
    sa.UniqueConstraint('application_id', name=op.f('uq_offer_application_id'))
    )
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_plan_id'), ['plan_id'], unique=False)

    op.create_table('plan_signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('department', sa.String(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_plan_signature_account_id_account')),
    sa.ForeignKeyConstraint(['plan_id'], ['stored_plan.id'], name=op.f('fk_plan_signature_plan_id_stored_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_signature')),
    sa.UniqueConstraint('plan_id', 'department', name=op.f('uq_plan_signature_plan_id_department'))
    )
    op.create_table('private_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('slot', sa.String(length=24), nullable=False),
    sa.Column('uid', sa.String(length=40), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('called_off', sa.Boolean(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_private_entry_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_private_entry_application_id_application'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_entry')),
    sa.UniqueConstraint('account_id', 'application_id', 'slot', name=op.f('uq_private_entry_account_id_application_id_slot')),
    sa.UniqueConstraint('uid', name=op.f('uq_private_entry_uid'))
    )
    with op.batch_alter_table('private_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_private_entry_application_id'), ['application_id'], unique=False)

    op.create_table('scan',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=40), nullable=False),
    sa.Column('device_id', sa.Integer(), nullable=True),
    sa.Column('gate', sa.String(length=40), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('direction', sa.String(32), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('device_at', sa.DateTime(), nullable=True),
    sa.Column('mono', sa.Double(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('verdict', sa.String(32), nullable=False),
    sa.Column('passage', sa.Boolean(), nullable=False),
    sa.Column('undoes', sa.String(length=36), nullable=True),
    sa.Column('raw', sa.Text(), nullable=False),
    sa.Column('override', sa.JSON(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_scan_account_id_account')),
    sa.ForeignKeyConstraint(['device_id'], ['gate_device.id'], name=op.f('fk_scan_device_id_gate_device')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_scan_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scan')),
    sa.UniqueConstraint('festival_id', 'number', name=op.f('uq_scan_festival_id_number'))
    )
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.create_index('ix_scan_pass_day', ['festival_id', 'serial', 'day'], unique=False)
        batch_op.create_index('ix_scan_passages', ['festival_id', 'passage', 'day'], unique=False)

    op.create_table('booth',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('row_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=10), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sign_code', sa.String(length=8), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('x', sa.Integer(), nullable=False),
    sa.Column('y', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('rotation', sa.Integer(), nullable=False),
    sa.Column('power_w', sa.Integer(), nullable=False),
    sa.Column('features', sa.JSON(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.Column('break_after', sa.Boolean(), nullable=False),
    sa.Column('service', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('power_w >= 0', name=op.f('ck_booth_power')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_booth_festival_id_festival')),
    sa.ForeignKeyConstraint(['row_id'], ['booth_row.id'], name=op.f('fk_booth_row_id_booth_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_booth')),
    sa.UniqueConstraint('festival_id', 'label', name=op.f('uq_booth_festival_id_label')),
    sa.UniqueConstraint('festival_id', 'number', name=op.f('uq_booth_festival_id_number')),
    sa.UniqueConstraint('sign_code', name=op.f('uq_booth_sign_code'))
    )
    with op.batch_alter_table('booth', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_booth_row_id'), ['row_id'], unique=False)

    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('about', sa.String(length=20), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('reply', sa.Text(), nullable=False),
    sa.Column('replied_at', sa.DateTime(), nullable=True),
    sa.Column('replied_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['allocation_notice.id'], name=op.f('fk_objection_notice_id_allocation_notice')),
    sa.ForeignKeyConstraint(['replied_by_id'], ['account.id'], name=op.f('fk_objection_replied_by_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    sa.UniqueConstraint('code', name=op.f('uq_objection_code'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_notice_id'), ['notice_id'], unique=False)

    op.create_table('enquiry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('household_id', sa.Integer(), nullable=False),
    sa.Column('booth_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('goods', sa.String(length=60), nullable=False),
    sa.Column('quantity', sa.String(length=40), nullable=False),
    sa.Column('company', sa.String(length=60), nullable=False),
    sa.Column('buyer', sa.String(length=40), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(32), nullable=False),
    sa.Column('outcome_note', sa.String(length=200), nullable=False),
    sa.Column('outcome_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['booth_id'], ['booth.id'], name=op.f('fk_enquiry_booth_id_booth'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_enquiry_festival_id_festival')),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_enquiry_household_id_household')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enquiry'))
    )
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.create_index('ix_enquiry_festival_at', ['festival_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiry_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enquiry_phone'), ['phone'], unique=False)

    op.create_table('holding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('booth_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_holding_application_id_application')),
    sa.ForeignKeyConstraint(['booth_id'], ['booth.id'], name=op.f('fk_holding_booth_id_booth')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holding')),
    sa.UniqueConstraint('booth_id', 'day', name=op.f('uq_holding_booth_id_day'))
    )
    with op.batch_alter_table('holding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_holding_application_id'), ['application_id'], unique=False)

    op.create_table('stall_pass',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('booth_id', sa.Integer(), nullable=True),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('heads', sa.Integer(), nullable=False),
    sa.Column('window', sa.Integer(), nullable=False),
    sa.Column('short', sa.String(length=8), nullable=False),
    sa.Column('digits', sa.String(length=176), nullable=False),
    sa.Column('holder', sa.String(length=40), server_default='', nullable=False),
    sa.Column('plate', sa.String(length=12), server_default='', nullable=False),
    sa.Column('state', sa.String(32), nullable=False),
    sa.Column('stopped_at', sa.DateTime(), nullable=True),
    sa.Column('why', sa.String(length=100), server_default='', nullable=False),
    sa.Column('reissues', sa.JSON(), server_default='[]', nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_stall_pass_application_id_application')),
    sa.ForeignKeyConstraint(['booth_id'], ['booth.id'], name=op.f('fk_stall_pass_booth_id_booth')),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_stall_pass_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stall_pass')),
    sa.UniqueConstraint('festival_id', 'serial', name=op.f('uq_stall_pass_festival_id_serial')),
    sa.UniqueConstraint('festival_id', 'short', name=op.f('uq_stall_pass_festival_id_short'))
    )
    with op.batch_alter_table('stall_pass', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stall_pass_application_id'), ['application_id'], unique=False)

    op.create_table('stamp',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('festival_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=32), nullable=False),
    sa.Column('booth_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('minute', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['booth_id'], ['booth.id'], name=op.f('fk_stamp_booth_id_booth'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['festival_id'], ['festival.id'], name=op.f('fk_stamp_festival_id_festival')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stamp')),
    sa.UniqueConstraint('festival_id', 'device', 'booth_id', name=op.f('uq_stamp_festival_id_device_booth_id'))
    )
    with op.batch_alter_table('stamp', schema=None) as batch_op:
        batch_op.create_index('ix_stamp_booth_minute', ['booth_id', 'minute'], unique=False)




def downgrade() -> None:

    with op.batch_alter_table('stamp', schema=None) as batch_op:
        batch_op.drop_index('ix_stamp_booth_minute')

    op.drop_table('stamp')
    with op.batch_alter_table('stall_pass', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stall_pass_application_id'))

    op.drop_table('stall_pass')
    with op.batch_alter_table('holding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_holding_application_id'))

    op.drop_table('holding')
    with op.batch_alter_table('enquiry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enquiry_phone'))
        batch_op.drop_index(batch_op.f('ix_enquiry_household_id'))
        batch_op.drop_index('ix_enquiry_festival_at')

    op.drop_table('enquiry')
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objection_notice_id'))

    op.drop_table('objection')
    with op.batch_alter_table('booth', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_booth_row_id'))

    op.drop_table('booth')
    with op.batch_alter_table('scan', schema=None) as batch_op:
        batch_op.drop_index('ix_scan_passages')
        batch_op.drop_index('ix_scan_pass_day')

    op.drop_table('scan')
    with op.batch_alter_table('private_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_private_entry_application_id'))

    op.drop_table('private_entry')
    op.drop_table('plan_signature')
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offer_plan_id'))

    op.drop_table('offer')
    with op.batch_alter_table('malformed_scan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_malformed_scan_festival_id'))

    op.drop_table('malformed_scan')
    with op.batch_alter_table('held_scan', schema=None) as batch_op:
        batch_op.drop_index('ix_held_scan_open')

    op.drop_table('held_scan')
    with op.batch_alter_table('gate_enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gate_enrolment_festival_id'))

    op.drop_table('gate_enrolment')
    with op.batch_alter_table('booth_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_booth_row_zone_id'))

    op.drop_table('booth_row')
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_product_id'))

    op.drop_table('batch')
    with op.batch_alter_table('attendance_finding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_finding_festival_id'))

    op.drop_table('attendance_finding')
    with op.batch_alter_table('allocation_run', schema=None) as batch_op:
        batch_op.drop_index('uq_allocation_run_live', sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))
        batch_op.drop_index(batch_op.f('ix_allocation_run_festival_id'))

    op.drop_table('allocation_run')
    with op.batch_alter_table('allocation_notice', schema=None) as batch_op:
        batch_op.drop_index('uq_allocation_notice_open', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.drop_index(batch_op.f('ix_allocation_notice_festival_id'))

    op.drop_table('allocation_notice')
    op.drop_table('zone')
    with op.batch_alter_table('stored_plan', schema=None) as batch_op:
        batch_op.drop_index('uq_stored_plan_published', sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))
        batch_op.drop_index('uq_stored_plan_notice', sqlite_where=sa.text("state = 'notice'"), postgresql_where=sa.text("state = 'notice'"))
        batch_op.drop_index('uq_stored_plan_draft', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.drop_table('stored_plan')
    op.drop_table('stamp_rally')
    op.drop_table('stamp_completion')
    op.drop_table('stamp_code_miss')
    op.drop_table('sign_off_lane')
    with op.batch_alter_table('ranking_snapshot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ranking_snapshot_festival_id'))

    op.drop_table('ranking_snapshot')
    with op.batch_alter_table('programme_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_session_festival_id'))

    op.drop_table('programme_session')
    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_product_named'))
        batch_op.drop_index(batch_op.f('ix_product_household_id'))

    op.drop_table('product')
    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.drop_index('uq_print_job_live', sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))
        batch_op.drop_index(batch_op.f('ix_print_job_festival_id'))

    op.drop_table('print_job')
    with op.batch_alter_table('licence', schema=None) as batch_op:
        batch_op.drop_index('ix_licence_household_kind')

    op.drop_table('licence')
    with op.batch_alter_table('home_turn', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_home_turn_household_id'))
        batch_op.drop_index(batch_op.f('ix_home_turn_day'))

    op.drop_table('home_turn')
    with op.batch_alter_table('grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grant_account_id'))

    op.drop_table('grant')
    op.drop_table('gate_log')
    with op.batch_alter_table('gate_device', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_gate_device_festival_id'))

    op.drop_table('gate_device')
    with op.batch_alter_table('festival_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_key_festival_id'))

    op.drop_table('festival_key')
    with op.batch_alter_table('feed_last_shown', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feed_last_shown_festival_id'))

    op.drop_table('feed_last_shown')
    op.drop_table('feed_former_town')
    op.drop_table('entry_rules')
    with op.batch_alter_table('credit_event', schema=None) as batch_op:
        batch_op.drop_index('ix_credit_event_household_day')
        batch_op.drop_index(batch_op.f('ix_credit_event_appeal_state'))

    op.drop_table('credit_event')
    with op.batch_alter_table('class_recognition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_recognition_household_id'))

    op.drop_table('class_recognition')
    op.drop_table('call')
    with op.batch_alter_table('application', schema=None) as batch_op:
        batch_op.drop_index('uq_application_living', sqlite_where=sa.text("state NOT IN ('withdrawn', 'rejected')"), postgresql_where=sa.text("state NOT IN ('withdrawn', 'rejected')"))
        batch_op.drop_index(batch_op.f('ix_application_household_id'))

    op.drop_table('application')
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_announcement_festival_id'))

    op.drop_table('announcement')
    op.drop_table('allocation_setting')
    op.drop_table('allocation_draw')
    op.drop_table('private_feed')
    op.drop_table('import_report')
    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_household_phone'))
        batch_op.drop_index(batch_op.f('ix_household_account_id'))

    op.drop_table('household')
    with op.batch_alter_table('festival', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_festival_starts_on'))
        batch_op.drop_index(batch_op.f('ix_festival_organisation_id'))

    op.drop_table('festival')
    op.drop_table('venue')
    with op.batch_alter_table('sign_in_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_code_phone'))

    op.drop_table('sign_in_code')
    op.drop_table('revision')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_message_to'))
        batch_op.drop_index('ix_outbox_due')

    op.drop_table('outbox_message')
    op.drop_table('organisation')
    op.drop_table('day_off')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entry_subject'))
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))

    op.drop_table('audit_entry')
    op.drop_table('announced_year')
    op.drop_table('account')

