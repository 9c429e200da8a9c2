/** What a site's administrator has laid down, or tried to (docs/managed-settings.md). */
export const SITE_FAULTS = {
  managed_field: 'input',
  managed_connection: 'input',
  managed_network: 'input',
  managed_vault: 'input',
  site_unread: 'person',
  secrets_awaited: 'person',
  site_file_broken: 'person',
  site_file_unsafe: 'person',
} as const
