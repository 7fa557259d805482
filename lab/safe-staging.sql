-- Turns a raw copy of production into a staging database that touches nobody outside.
-- Odoo 14 has no "neutralize" command, so every step is here. Variables: admin_password (a hash),
-- base_url, mail_port. Tests break one of these statements at a time and demand the finding.

-- Mail out: one catcher on loopback, nothing waiting, no template or message bound to a relay.
update ir_mail_server set active = false, smtp_user = null, smtp_pass = null;
insert into ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, active, sequence)
  values ('Mail catcher', '127.0.0.1', :mail_port, 'none', true, 1);
update mail_template set mail_server_id = null where mail_server_id is not null;
update mail_message set mail_server_id = null where mail_server_id is not null;
update mailing_mailing set mail_server_id = null where mail_server_id is not null;
update mail_mail set state = 'cancel' where state in ('outgoing', 'exception');
update mailing_mailing set state = 'draft' where state in ('in_queue', 'sending');
update sms_sms set state = 'canceled' where state in ('outgoing', 'error');
update snailmail_letter set state = 'canceled' where state in ('pending', 'error');
update digest_digest set state = 'deactivated';

-- Mail in.
update fetchmail_server set active = false, state = 'draft', "user" = null, password = null;
delete from ir_config_parameter where key = 'mail.catchall.domain';

-- Jobs: all but the vacuum that Odoo needs to stay small.
update ir_cron set active = id in (
  select res_id from ir_model_data where module = 'base' and name = 'autovacuum_job' and model = 'ir.cron');

-- Integrations.
update payment_acquirer set state = 'disabled', stripe_secret_key = null, stripe_publishable_key = null,
  stripe_webhook_secret = null, paypal_email_account = null, paypal_seller_account = null, paypal_pdt_token = null;
update delivery_carrier set prod_environment = false;
update delivery_carrier set active = false where delivery_type not in ('fixed', 'base_on_rule');
update auth_oauth_provider set enabled = false, client_id = null;
update iap_account set account_token = account_token || '+disabled' where account_token not like '%+disabled';
update res_users set google_calendar_rtoken = null, google_calendar_token = null, google_calendar_sync_token = null,
  microsoft_calendar_rtoken = null, microsoft_calendar_token = null, microsoft_calendar_sync_token = null,
  oauth_access_token = null, totp_secret = null;
delete from ir_config_parameter where key ~ 'client_secret|api_key|access_key';

-- Identity: a copy must not be taken for production.
update ir_config_parameter set value = gen_random_uuid()::text where key in ('database.uuid', 'database.secret');
update ir_config_parameter set value = to_char(now() at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS')
  where key = 'database.create_date';
update ir_config_parameter set value = :'base_url' where key = 'web.base.url';
insert into ir_config_parameter (key, value) values ('database.is_neutralized', 'true')
  on conflict (key) do update set value = excluded.value;
delete from res_users_apikeys;

-- Access: production's passwords do not open the copy, save the auditors' own.
update res_users set password = null where login not like 'auditor%';
update res_users set password = :'admin_password' where login = 'admin';
update ir_config_parameter set value = 'b2b' where key = 'auth_signup.invitation_scope';

-- Personal data: addresses under example.com, telephone numbers from the range kept for fiction.
update res_partner set
  email = case when coalesce(email, '') <> '' then 'contact' || id || '@example.com' end,
  email_normalized = case when coalesce(email, '') <> '' then 'contact' || id || '@example.com' end,
  phone = case when coalesce(phone, '') <> '' then '+1 202-555-01' || lpad((id % 100)::text, 2, '0') end,
  mobile = null,
  phone_sanitized = case when coalesce(phone, '') <> '' then '+120255501' || lpad((id % 100)::text, 2, '0') end;
update res_company c set email = p.email, phone = p.phone from res_partner p where p.id = c.partner_id;
update res_bank set email = null, phone = null;
update crm_lead set
  email_from = case when coalesce(email_from, '') <> '' then 'lead' || id || '@example.com' end,
  email_normalized = case when coalesce(email_from, '') <> '' then 'lead' || id || '@example.com' end,
  email_cc = null, phone = null, mobile = null, phone_sanitized = null;
update mailing_contact set email = 'contact' || id || '@example.com',
  email_normalized = 'contact' || id || '@example.com';
update mailing_mailing set email_from = 'mailing@example.com';
update mailing_trace set email = 'trace' || id || '@example.com';
update mail_message set email_from = 'author@example.com' where email_from is not null;
update mail_message set reply_to = 'reply@example.com' where reply_to is not null;
delete from mail_tracking_value
  where concat(old_value_char, new_value_char, old_value_text, new_value_text) ~ '@|[0-9][0-9 ()./-]{6,}';
update mail_message set body = regexp_replace(body, '\+?[0-9][0-9 ()./-]{6,}', '+1 202-555-0100', 'g')
  where body ~ '[0-9][0-9 ()./-]{6,}';
update mail_mail set email_to = 'nobody@example.com', email_cc = null;
update mail_template set email_to = null where email_to like '%@%' and email_to not like '%$%';
update mail_template set email_from = null where email_from like '%@%' and email_from not like '%$%';
update sms_sms set number = '+12025550100';
update payment_transaction set partner_email = 'payer@example.com', partner_phone = null;
delete from mail_blacklist;
