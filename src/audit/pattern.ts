/** `text` for a SQL pattern (`like`, and Odoo's `=like`) with what would match anything escaped. */
export const escapePattern = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
