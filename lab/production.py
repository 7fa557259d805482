# Run by "odoo shell" on the fresh database: makes it look like a company at work.
# Passwords come from the environment, so none is written in the repository.
import os

env = env(context=dict(env.context, no_reset_password=True, mail_create_nolog=True, tracking_disable=True))  # noqa: F821

# Odoo's own demo contacts have routable addresses and telephone numbers already: they are our
# "personal data". The chroot resolves no names, so nothing can be sent to any of them.
DOMAIN = 'harbour-goods.com'

companies = env['res.company'].search([], order='id')
main, second = companies[0], companies[1]
main.write({'name': 'Harbour Goods', 'email': 'info@' + DOMAIN, 'phone': '+1 650 691 3277'})
second.write({'name': 'Harbour Goods Logistics', 'email': 'logistics@' + DOMAIN})


def user(login, name, groups, companies, password):
    return env['res.users'].create({
        'login': login,
        'name': name,
        'email': '%s@%s' % (login.replace('_', '.'), DOMAIN),
        'password': password,
        'company_id': companies[0].id,
        'company_ids': [(6, 0, companies.ids)],
        'groups_id': [(6, 0, [env.ref(group).id for group in groups])],
    })


# In Odoo 14 the administrator's groups alone may not read delivery.carrier, crm.lead or
# mailing.mailing; the groups of those applications give it. Contacts of type "private" are hidden
# from everybody who is not in the group for them.
ADMINISTRATOR = [
    'base.group_user', 'base.group_system', 'base.group_erp_manager',
    'sales_team.group_sale_salesman_all_leads', 'mass_mailing.group_mass_mailing_user',
    'base.group_private_addresses',
]
admin = env.ref('base.user_admin')
admin.write({
    'password': os.environ['LAB_ADMIN_PASSWORD'],
    'email': 'administrator@' + DOMAIN,
    'company_ids': [(6, 0, companies.ids)],
})
for login in ('demo', 'portal'):  # the demo data gives them their login as their password
    env['res.users'].search([('login', '=', login)]).password = os.urandom(16).hex()

password = os.environ['LAB_AUDITOR_PASSWORD']
user('auditor', 'Environment auditor', ADMINISTRATOR, companies, password)
user('auditor_limited', 'Auditor of one company', ADMINISTRATOR, main, password)
user('auditor_lowpriv', 'Auditor without rights', ['base.group_user'], companies, password)

env['ir.mail_server'].create({
    'name': 'Company relay', 'smtp_host': 'smtp.' + DOMAIN, 'smtp_port': 587, 'smtp_encryption': 'starttls',
    'smtp_user': 'erp@' + DOMAIN, 'smtp_pass': os.urandom(12).hex(), 'sequence': 5,
})
env['ir.mail_server'].create({
    'name': 'Old relay', 'smtp_host': 'relay.' + DOMAIN, 'smtp_port': 25, 'smtp_encryption': 'none',
    'active': False, 'sequence': 20,
})
env['fetchmail.server'].create({
    'name': 'Shared inbox', 'server_type': 'imap', 'server': 'imap.' + DOMAIN, 'port': 993, 'is_ssl': True,
    'user': 'inbox@' + DOMAIN, 'password': os.urandom(12).hex(), 'state': 'done',
})
env['mail.mail'].create({
    'subject': 'Your order is on its way', 'body_html': '<p>Thank you.</p>',
    'email_from': 'orders@' + DOMAIN, 'email_to': 'customer@deltapc.com', 'state': 'outgoing',
})
env['sms.sms'].create({'number': '+16505550199', 'body': 'Your parcel arrives today.', 'state': 'outgoing'})

# Built from parts, because secret scanners rightly dislike what looks like a live key.
live = lambda kind: '_'.join([kind, 'live', os.urandom(12).hex()])  # noqa: E731
stripe = env['payment.acquirer'].search([('provider', '=', 'stripe')], limit=1)
stripe.write({
    'state': 'enabled', 'stripe_secret_key': live('sk'), 'stripe_publishable_key': live('pk'),
    'stripe_webhook_secret': 'whsec_' + os.urandom(12).hex(),
})
stripe.copy({'name': 'Stripe (Logistics)', 'company_id': second.id, 'state': 'test', 'journal_id': False})
env['payment.acquirer'].search([('provider', '=', 'paypal')], limit=1).write({
    'state': 'enabled', 'paypal_email_account': 'paypal@' + DOMAIN, 'paypal_pdt_token': os.urandom(12).hex(),
})

env['delivery.carrier'].search([('delivery_type', '=', 'base_on_rule')]).write({'prod_environment': True})
# Of the second company alone: a record rule hides it from a user outside that company, while
# payment acquirers have no such rule in Odoo 14.
env.ref('delivery.free_delivery_carrier').copy({'name': 'Courier (Logistics)', 'company_id': second.id})
env.ref('auth_oauth.provider_google').write({'enabled': True, 'client_id': 'harbour-goods.apps'})
env['iap.account'].create({'service_name': 'sms', 'company_ids': [(6, 0, main.ids)]})
admin.sudo().write({
    'google_calendar_rtoken': os.urandom(16).hex(), 'google_calendar_token': os.urandom(16).hex(),
    'microsoft_calendar_rtoken': os.urandom(16).hex(), 'microsoft_calendar_token': os.urandom(16).hex(),
})

bank = env['envaudit.lab.link'].create({
    'name': 'Bank', 'url': 'https://bank.' + DOMAIN, 'token': os.urandom(12).hex(), 'environment': 'live',
    'port': 8443, 'settings': '{"daily": true}', 'company_id': main.id,
})
courier = env['envaudit.lab.link'].create({
    'name': 'Courier', 'url': 'https://courier.' + DOMAIN, 'token': os.urandom(12).hex(), 'port': 443,
})
devices = [
    env['envaudit.lab.device'].create({'key': os.urandom(8).hex(), 'link_id': link.id, 'last_seen': now})
    for link, now in ((bank, '2026-03-01 08:00:00'), (courier, '2026-03-02 08:00:00'), (bank, False))
]
env['ir.model.data'].create({
    'module': 'envaudit_lab', 'name': 'live_device', 'model': 'envaudit.lab.device', 'res_id': devices[2].id,
})
env['envaudit.lab.push'].create({'device_id': devices[0].id, 'body': 'Your parcel arrives today.'})

parameters = env['ir.config_parameter']
parameters.set_param('envaudit_lab.client_id', 'harbour-goods')
parameters.set_param('envaudit_lab.client_key', os.urandom(12).hex())
parameters.set_param('envaudit_lab.mode', 'live')
parameters.set_param('web.base.url', 'https://erp.' + DOMAIN)
parameters.set_param('web.base.url.freeze', 'True')
parameters.set_param('mail.catchall.domain', DOMAIN)
parameters.set_param('google_calendar_client_secret', os.urandom(12).hex())
env['ir.cron'].with_context(active_test=False).search([('cron_name', 'ilike', 'fetchmail')]).write({'active': True})

env.cr.commit()
