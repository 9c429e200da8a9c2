import type { JournalEvent } from '../connections/journal.ts'
import type { State } from '../connections/states.ts'
import type { FaultCode } from '../fault.ts'
import type { Verdict } from '../systems/system.ts'
import type { ExpirySource } from '../tokens/expiry.ts'
import type { Said, Sentence } from './counted.ts'
import type { life } from './en/states.ts'
import type { words } from './en/words.ts'
import type { FaultText } from './fault-text.ts'

/** A value that a person fills in: what it is called, and what to know before typing it. */
export type FieldText = {
  readonly label: string
  readonly help: string
  /** What each of its values means, where a person chooses among them. */
  readonly choices?: Readonly<Record<string, ChoiceText>>
}

/** `help` stands beside a choice that is shown open, with all the others. */
export type ChoiceText = { readonly label: string; readonly help?: string }

export type StateText = {
  /** One or two words for a table. */
  readonly word: string
  /** Shown beside the word, so that a state is never told by colour alone. */
  readonly mark: string
  readonly means: string
}

/** What can be asked of a server without spending anything, and what came of it. */
export type Proved = 'reached' | 'tokenAccepted' | 'canRenew'

/** The pieces of a connection's countdown (text/countdown.ts), each with `{span}` or `{ago}` where a length of time belongs. */
export type LifeText = Readonly<Record<keyof typeof life, string>>

/**
 * What is said alike wherever a person reads it, in one language. A second language is a second value of this type, and does not
 * compile before it is complete. What only one kind of reader sees is apart: command-line-texts.ts, page-texts.ts, desktop-texts.ts.
 */
export type Texts = {
  /** BCP 47. */
  readonly language: string
  readonly faults: Readonly<Record<FaultCode, FaultText>>
  /** The word between a fault's sentence and its next step. */
  readonly nextStep: string
  /** Behind a fault's sentence: why the server said no, marked as its own words. */
  readonly ownWords: string
  /** What stands for a placeholder that nobody filled. */
  readonly blanks: Readonly<Record<string, string>>
  readonly journal: Readonly<Record<JournalEvent, Sentence>>
  readonly states: Readonly<Record<State, StateText>>
  readonly life: LifeText
  /** What "valid" rests on (trust.ts). */
  readonly trust: Readonly<Record<'tried' | 'couldNotTell' | 'sinceRenewal' | 'sinceTest' | 'never', string>>
  /** By `system`, each with its title and its pitfalls. */
  readonly systems: Readonly<Record<string, { readonly title: string; readonly about: string }>>
  /** By `system.field`, else by `field` alone, for settings, endpoints (`system.endpoints.name`) and secrets. */
  readonly fields: Readonly<Record<string, FieldText>>
  /** What a server has shown of itself, by the fact's name; others are not shown. */
  readonly learned: Readonly<Record<string, string>>
  /** `otherwise`: something answered, and that was not it. */
  readonly proved: Readonly<Record<Proved, Readonly<Record<Verdict, string>>>> & {
    readonly reached: { readonly otherwise: string }
  }
  /** What a test did, by the name of its step; unknown names are shown as they are. */
  readonly testSteps: Readonly<Record<string, string>>
  readonly vaults: Readonly<Record<'keychain' | 'file' | 'memory' | 'shared' | 'none', string>>
  readonly vaultConditions: Readonly<
    Record<'open' | 'locked' | 'missing' | 'denied' | 'damaged' | 'stalled' | 'passphrase-needed' | 'unchosen', string>
  >
  /** Where an expiry came from. */
  readonly expirySources: Readonly<Record<ExpirySource, string>>
  /** What the doctor looked at, by probe; unknown names are shown as they are. */
  readonly probes: Readonly<Record<string, string>>
  /** What it found, by the fact's name. */
  readonly facts: Readonly<Record<string, Sentence>>
  readonly settings: Readonly<Record<string, FieldText>>
  /** What stands around the facts, on a terminal above all. */
  readonly words: Said<typeof words>
}

/** Those in the wanted language, as systems and browsers write it: `de-AT`, `pt_BR.UTF-8`, empty. The first where none fits. */
export function inLanguage<Texts extends { readonly language: string }>(
  wanted: string,
  all: readonly [Texts, ...Texts[]],
): Texts {
  const language = wanted.toLowerCase().split(/[-_.@]/)[0]
  return all.find((texts) => texts.language === language) ?? all[0]
}
