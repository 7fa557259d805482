from odoo import fields, models


class Link(models.Model):
    _name = 'envaudit.lab.link'
    _description = 'Link to an outside service'

    name = fields.Char(required=True)
    url = fields.Char()
    token = fields.Char()
    environment = fields.Selection([('live', 'Live'), ('test', 'Test')], default='test')
    active = fields.Boolean(default=True)
    port = fields.Integer()
    settings = fields.Text()
    company_id = fields.Many2one('res.company')
    device_ids = fields.One2many('envaudit.lab.device', 'link_id')


class Device(models.Model):
    _name = 'envaudit.lab.device'
    _description = 'Device that a link pushes to'

    key = fields.Char(required=True)
    link_id = fields.Many2one('envaudit.lab.link', ondelete='cascade')
    last_seen = fields.Datetime()


class Push(models.Model):
    _name = 'envaudit.lab.push'
    _description = 'Message that waits to be pushed'

    device_id = fields.Many2one('envaudit.lab.device')
    body = fields.Text()
