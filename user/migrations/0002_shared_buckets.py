from django.db import migrations, models


def spare_the_log(apps, schema_editor):
    """What an allowance was need not survive a crash; rows that are written at every request get room to stay in."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE user_bucket SET UNLOGGED")
        schema_editor.execute("ALTER TABLE user_bucket SET (fillfactor = 50)")


class Migration(migrations.Migration):

    dependencies = [
        ('user', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('name', models.BigIntegerField(primary_key=True, serialize=False)),
                ('full_at', models.FloatField()),
                ('room', models.FloatField()),
            ],
        ),
        migrations.RunPython(spare_the_log, migrations.RunPython.noop),
    ]
