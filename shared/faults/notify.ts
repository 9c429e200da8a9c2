/** What somebody is told with outside of every window, and what hinders it (docs/notify.md). */
export const NOTIFY_FAULTS = {
  invalid_notify_command: 'input',
  invalid_webhook: 'input',
  invalid_webhook_secret: 'input',
  managed_notify: 'input',
  notify_unset: 'absent',
  webhook_secret_missing: 'person',
  notify_command_failed: 'person',
  notify_command_hung: 'person',
  webhook_refused: 'not-now',
} as const
