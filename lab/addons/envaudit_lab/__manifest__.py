{
    'name': 'Lab: an integration of our own',
    'summary': 'Keeps links to outside services, so that a copy has something to neutralise',
    'version': '14.0.1.0.0',
    'license': 'LGPL-3',
    'author': 'envaudit',
    'depends': ['base', 'mail'],
    'data': ['security/ir.model.access.csv'],
}
