

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('allauth_idp_oidc', '0003_client_allow_uri_wildcards'),
        ('storage', '0001_big_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HolidayOverride',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('working', models.BooleanField()),
                ('source', models.CharField(max_length=200)),
            ],
            options={
                'db_table': 'holiday_override',
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('uscc', models.CharField(db_collation='C', max_length=18, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('name_en', models.CharField(blank=True, max_length=200)),
                ('region_code', models.CharField(max_length=6)),
                ('registered_at', models.DateTimeField()),
                ('state', models.CharField(default='approved', max_length=12)),
                ('legal_person', models.CharField(blank=True, max_length=80)),
                ('white_listed', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'party',
            },
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('value', models.CharField(max_length=200)),
            ],
            options={
                'db_table': 'setting',
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, max_length=8)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='account', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'account',
            },
        ),
        migrations.CreateModel(
            name='MandateStop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duty', models.CharField(max_length=12)),
                ('user_id', models.IntegerField()),
                ('handed_in_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.party')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.party')),
            ],
            options={
                'db_table': 'mandate_stop',
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('duties', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), null=True, size=None)),
                ('from_date', models.DateField()),
                ('to_date', models.DateField(null=True)),
                ('given_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates_held', to='storage.party')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates_given', to='storage.party')),
            ],
            options={
                'db_table': 'mandate',
            },
        ),
        migrations.CreateModel(
            name='MakerPrefix',
            fields=[
                ('prefix', models.CharField(db_collation='C', max_length=3, primary_key=True, serialize=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prefixes', to='storage.party')),
            ],
            options={
                'db_table': 'maker_prefix',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('user_id', models.IntegerField(null=True)),
                ('duty', models.CharField(max_length=12)),
                ('request', models.JSONField()),
                ('state', models.CharField(max_length=12)),
                ('progress', models.FloatField(default=0)),
                ('stage', models.CharField(default='queued', max_length=20)),
                ('receipt', models.CharField(blank=True, max_length=24)),
                ('answer', models.JSONField(null=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='storage.party')),
            ],
            options={
                'db_table': 'job',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(db_collation='C', max_length=64, unique=True)),
                ('addressee', models.CharField(max_length=200)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='storage.party')),
            ],
            options={
                'db_table': 'invitation',
            },
        ),
        migrations.CreateModel(
            name='PartyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('day', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('detail', models.JSONField(default=dict)),
                ('user_id', models.IntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='storage.party')),
            ],
            options={
                'db_table': 'party_change',
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('number', models.CharField(max_length=60)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('document', models.CharField(blank=True, max_length=64)),
                ('revoked_date', models.DateField(null=True)),
                ('state', models.CharField(default='accepted', max_length=12)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('filed_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='permits', to='storage.party')),
            ],
            options={
                'db_table': 'permit',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('department', models.CharField(blank=True, max_length=12)),
                ('level', models.CharField(blank=True, max_length=12)),
                ('territory', models.CharField(blank=True, max_length=6)),
                ('since_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='storage.account')),
            ],
            options={
                'db_table': 'post',
            },
        ),
        migrations.CreateModel(
            name='Program',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('duties', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), null=True, size=None)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programs', to='storage.account')),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='program', to='allauth_idp_oidc.client')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programs', to='storage.party')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
            ],
            options={
                'db_table': 'program',
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=16)),
                ('region_code', models.CharField(max_length=6)),
                ('address', models.CharField(max_length=300)),
                ('opened_date', models.DateField()),
                ('closed_date', models.DateField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='storage.party')),
            ],
            options={
                'db_table': 'site',
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_date', models.DateField()),
                ('duties', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), null=True, size=None)),
                ('prefixes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), null=True, size=None)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='successions', to='storage.partychange')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='successors', to='storage.party')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='predecessors', to='storage.party')),
            ],
            options={
                'db_table': 'succession',
            },
        ),
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(db_collation='C', max_length=64, unique=True)),
                ('prefix', models.CharField(blank=True, max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('duties', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), null=True, size=None)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='storage.account')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='storage.party')),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replaced_by', to='storage.token')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
            ],
            options={
                'db_table': 'token',
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serves_maker', models.BooleanField(default=False)),
                ('declared_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('declared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.party')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.party')),
                ('maker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='storage.party')),
                ('repairer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partner_of', to='storage.party')),
            ],
            options={
                'db_table': 'partnership',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('repairer', 'maker'), name='partnership_once')],
            },
        ),
        migrations.CreateModel(
            name='Outlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outlet_no', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=12)),
                ('region_code', models.CharField(max_length=6)),
                ('address', models.CharField(max_length=300)),
                ('longitude_udeg', models.IntegerField()),
                ('latitude_udeg', models.IntegerField()),
                ('phone', models.CharField(max_length=40)),
                ('hours', models.CharField(max_length=100)),
                ('status', models.CharField(max_length=40)),
                ('effective_date', models.DateField()),
                ('held', models.BooleanField(default=False)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outlets', to='storage.party')),
            ],
            options={
                'db_table': 'outlet',
                'constraints': [models.UniqueConstraint(fields=('party', 'outlet_no'), name='outlet_once')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None)),
                ('since_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='storage.account')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.account')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='storage.party')),
            ],
            options={
                'db_table': 'membership',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_at', None)), fields=('account', 'party'), name='membership_once')],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('uscc', models.CharField(db_collation='C', db_index=True, max_length=18)),
                ('body', models.JSONField()),
                ('hash', models.CharField(db_collation='C', max_length=64, unique=True)),
                ('user_id', models.IntegerField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(default='pending', max_length=12)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('decided_by', models.IntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='storage.party')),
            ],
            options={
                'db_table': 'application',
                'indexes': [models.Index(fields=['state', 'asked_at'], name='application_queue')],
            },
        ),
        migrations.CreateModel(
            name='PartyRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=24)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='storage.party')),
            ],
            options={
                'db_table': 'party_role',
                'constraints': [models.UniqueConstraint(fields=('party', 'role'), name='party_role_once')],
            },
        ),
    ]
