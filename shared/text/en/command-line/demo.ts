import { counted } from '../counted.ts'

/** What "everbearer demo" shows. */
export const wordsOfTheDemo = {
  demoTitle: 'Everbearer demo',
  demoIntro:
    'Everything here is made up: a demo server on this computer, whose tokens live {lifeMs}, and a connection to it.',
  demoServer: 'Demo server',
  demoConnection: 'Connection',
  demoRenewals: 'Renewals',
  demoIssued: 'issued',
  demoSoft: 'renewal',
  demoExpiry: 'end',
  demoTry: 'Meanwhile, in another terminal:',
  demoStop: 'Ctrl-C ends the demo and leaves nothing behind.',
  demoToken: 'token {generation}',
  demoEnded: counted(
    {
      one: 'The demo has ended after one renewal; the token was valid all the time. Nothing is left behind.',
      other: 'The demo has ended after {renewals} renewals; the token was valid all the time. Nothing is left behind.',
    },
    'renewals',
  ),
  demoEndedNone: 'The demo has ended before the first renewal. Nothing is left behind.',
  demoGap: counted(
    {
      one: 'The demo has ended after one renewal. For {gapMs} there was no valid token.',
      other: 'The demo has ended after {renewals} renewals. For {gapMs} there was no valid token.',
    },
    'renewals',
  ),
} as const
