import { counted } from './counted.ts'

/** What somebody is told outside of the window, and what the command line says about it. */
export const wordsOfNotify = {
  alertMany: counted({ one: '{name}', other: '{count} connections' }),
  alertNeedsYou: '{whom}: you are needed',
  alertEndsSoon: counted({ one: '{whom}: ends within {days} d', other: '{whom}: end within {days} d' }),
  alertEndsSay: 'No renewal moves that end; a new token is needed before it.',
  alertSeveralSay: 'For more than one reason; "everbearer list" tells each, with its next step.',
  alertRecovered: '{whom}: all is well again',
  alertRecoveredSay: 'What was told before is over.',
  alertTest: 'A test of Everbearer',
  alertTestSay: 'You asked for it, and here it is.',
  notifyNothing: 'Nothing is set: nobody is told outside of the window.',
  notifyCommand: 'Command',
  notifyWebhook: 'Webhook',
  notifyNoKey: 'it has no key yet',
  notifyBySite: 'set by your site',
  notifyWaiting: 'Waiting: {count}.',
  notifyWorks: 'told',
  notifyTaken: '{key} was taken away.',
  notifySet: '{key} is set; "everbearer notify test" tries it.',
  askWebhookSecret: 'Key of the webhook: ',
} as const
