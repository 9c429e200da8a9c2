import { faultsOfAccessTokens } from './en/faults/access-tokens.ts'
import { faultsOfCallbacks } from './en/faults/callbacks.ts'
import { faultsOfConsumers } from './en/faults/consumers.ts'
import { faultsOfDrafts } from './en/faults/drafts.ts'
import { faultsOfTheFleet } from './en/faults/fleet.ts'
import { faultsForPeople } from './en/faults/for-people.ts'
import { faultsOfMoving } from './en/faults/import-export.ts'
import { faultsOfInput } from './en/faults/input.ts'
import { faultsOfTheMoment } from './en/faults/moment.ts'
import { faultsOfNarrowing } from './en/faults/narrowing.ts'
import { faultsOfNetwork } from './en/faults/network.ts'
import { faultsOfNotify } from './en/faults/notify.ts'
import { faultsOfOrigins } from './en/faults/origins.ts'
import { faultsOfOutsideText } from './en/faults/outside-text.ts'
import { faultsOfThePage } from './en/faults/page.ts'
import { faultsOfSignIn } from './en/faults/sign-in.ts'
import { faultsOfSite } from './en/faults/site.ts'
import { faultsOfStateFolder } from './en/faults/state-folder.ts'
import { faultsOfVaults } from './en/faults/vaults.ts'
import { facts, fields, learned, probes, settings, systems } from './en/fields.ts'
import { journal } from './en/journal.ts'
import { expirySources, life, proved, states, testSteps, trust, vaultConditions, vaults } from './en/states.ts'
import { words } from './en/words.ts'
import type { Texts } from './texts.ts'

/** English. A fault code, journal event or state without its sentence does not compile here. */
export const en: Texts = {
  language: 'en',
  faults: {
    ...faultsOfInput,
    ...faultsOfDrafts,
    ...faultsOfMoving,
    ...faultsOfOrigins,
    ...faultsOfSite,
    ...faultsOfNetwork,
    ...faultsOfStateFolder,
    ...faultsOfNotify,
    ...faultsOfTheFleet,
    ...faultsForPeople,
    ...faultsOfCallbacks,
    ...faultsOfAccessTokens,
    ...faultsOfOutsideText,
    ...faultsOfSignIn,
    ...faultsOfTheMoment,
    ...faultsOfVaults,
    ...faultsOfThePage,
    ...faultsOfConsumers,
    ...faultsOfNarrowing,
  },
  nextStep: 'Next:',
  ownWords: '[ The server’s own words: “{reason}”.]',
  blanks: {
    name: 'NAME',
    field: 'a field',
    handle: 'HANDLE',
    count: 'some',
    known: 'those that "everbearer systems" prints',
    choices: 'those that "everbearer systems" prints',
    least: 'the smallest allowed',
    most: 'the largest',
    placeholder: 'its placeholder',
    seconds: 'a short time',
    word: 'an option',
    other: 'PATH',
    from: 'one vault',
    to: 'another',
    bound: 'another server',
    wanted: 'a new one',
  },
  journal,
  states,
  life,
  trust,
  systems,
  fields,
  learned,
  proved,
  testSteps,
  vaults,
  vaultConditions,
  expirySources,
  probes,
  facts,
  settings,
  words,
}
