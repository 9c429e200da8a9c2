import type { FaultText } from '../../fault-text.ts'

/** What keeps somebody from being told outside of every window. */
export const faultsOfNotify = {
  invalid_notify_command: {
    say: 'This is no command: a JSON array is wanted, the program’s full path and then each argument.',
    next: 'Put program and arguments in double quotes, commas between them, square brackets around all; no shell reads it.',
    cases: {
      path: {
        say: 'The program must be named by its full path, so that nothing else can take its place.',
        next: 'Write the path that "command -v PROGRAM" prints.',
      },
      batch: {
        say: 'A batch file would be read by a command interpreter, which takes arguments apart in its own way.',
        next: 'Name a program, or an interpreter with the script as its argument.',
      },
    },
  },
  invalid_webhook: {
    say: 'This is no address for a webhook: https is wanted (http on this computer alone), with no user in it.',
    next: 'Copy the address from where the webhook is received.',
  },
  invalid_webhook_secret: {
    say: 'This is no key for a webhook: 24 to 64 bytes in base64 are wanted, with or without "whsec_" before them.',
    next: 'Copy it from the receiver, or make one with "openssl rand -base64 32" and give it to both.',
  },
  managed_notify: {
    say: 'Your site has set how somebody is told.',
    next: 'Leave it as it is, or ask whoever looks after this computer.',
  },
  notify_unset: {
    say: 'Nothing is set by which somebody could be told.',
    next: 'Set "notify.command" or "notify.webhook" with "everbearer settings set".',
  },
  webhook_secret_missing: {
    say: 'The webhook has no key yet, and nothing is sent unsigned.',
    next: 'Run "everbearer settings set notify.webhook.secret" and paste the receiver’s key.',
  },
  notify_command_failed: {
    say: 'The command that tells somebody did not do its work[ (exit {exit})].',
    next: 'Run it by hand, mend it, and try with "everbearer notify test".',
  },
  notify_command_hung: {
    say: 'The command that tells somebody did not end[ within {seconds}], so it was ended.',
    next: 'Have it do its work in the background, and try with "everbearer notify test".',
  },
  webhook_refused: {
    say: 'The webhook’s receiver did not take it[ (status {status})]; it is tried again.',
    next: 'See whether the address is right and the receiver has the same key; then "everbearer notify test".',
  },
} as const satisfies Record<string, FaultText>
