-- The auditor reads every table of the database and can write none.
-- Up to PostgreSQL 14 everybody may create tables in "public"; Odoo must keep that right.
revoke create on schema public from public;
grant create on schema public to odoo;
grant usage on schema public to :"role";
grant select on all tables in schema public to :"role";
alter default privileges for role odoo in schema public grant select on tables to :"role";
-- What pg_hba.conf says, as envaudit grants prints it.
grant select on pg_catalog.pg_hba_file_rules to :"role";
grant execute on function pg_catalog.pg_hba_file_rules() to :"role";
