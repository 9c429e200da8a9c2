import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useState } from 'react'
import { STATES_BY_URGENCY } from '../../../shared/connections/states.ts'
import { fault } from '../../../shared/fault.ts'
import { sayNumber } from '../../../shared/text/counted.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import { toList } from '../../keyboard/to-list.ts'
import { usePage } from '../../state/page-context.ts'
import { systemTitle } from '../../status/system-title.ts'
import type { Counts } from './list-order.ts'
import styles from './list-tools.module.css'
import {
  GROUPINGS,
  type Grouping,
  LONGEST_SEARCH,
  narrows,
  type Question,
  SORTS,
  type Sort,
  toggled,
  widened,
} from './question.ts'
import { ask, presentQuestion } from './use-question.ts'

type Props = {
  readonly question: Question
  /** The same beside its search (use-question.ts). */
  readonly beside: Question
  readonly counts: Counts
  readonly count: number
  readonly found: number
  /** Not null where the list would stand in another order if it were asked for anew. */
  readonly renew: (() => void) | null
}

/** What the list is asked for: words, and chips of what there is to choose from. */
export const ListTools = memo(function ListTools({ question, beside, counts, count, found, renew }: Props) {
  const { words } = usePage()
  const { list } = words
  return (
    <search className={styles.tools} aria-label={list.tools}>
      <div className={styles.line}>
        <SearchInput search={question.search} />
        <View question={beside} hasTags={counts.tags.size > 0} />
      </div>
      <Chips question={beside} counts={counts} />
      <p className={styles.found}>
        <span role="status">{narrows(question) ? filled(list.found, { found, count }) : ''}</span>
        {narrows(question) ? (
          <button type="button" className={styles.plain} onClick={() => ask(widened(question))}>
            {list.showAll}
          </button>
        ) : null}
        {renew === null ? null : (
          <button type="button" className={styles.plain} onClick={renew}>
            {list.renew}
          </button>
        )}
      </p>
    </search>
  )
})

/** What is typed is in the field at once; the list follows when the browser has drawn that. */
const SearchInput = memo(function SearchInput({ search }: { search: string }) {
  const { list } = usePage().words
  const [typed, type] = useState(search)
  useEffect(() => type(search), [search])
  useEffect(() => {
    if (typed === search) return
    const timer = setTimeout(() => ask({ ...presentQuestion(), search: typed }), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [typed, search])
  // From what was looked for to what was found, as in every other list with a search above it.
  function onKeyDown(event: KeyboardEvent): void {
    if ((event.key !== 'ArrowDown' && event.key !== 'Enter') || event.nativeEvent.isComposing) return
    if (typed !== search) ask({ ...presentQuestion(), search: typed })
    event.preventDefault()
    requestAnimationFrame(toList)
  }
  return (
    <label className={styles.search}>
      <IconSearch size={16} aria-hidden="true" />
      <input
        type="search"
        data-search
        value={typed}
        maxLength={LONGEST_SEARCH}
        placeholder={list.search}
        aria-label={list.search}
        aria-keyshortcuts="/"
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
    </label>
  )
})

const SETTLED_MS = 60

/** As the chips below it is not painted anew for each letter, and so takes the letters from the address when it is pressed. */
const View = memo(function View({ question, hasTags }: Pick<Props, 'question'> & { hasTags: boolean }) {
  const { list } = usePage().words
  const groupings = { none: list.groupNone, state: list.groupState, system: list.groupSystem, tag: list.groupTag }
  const sorts = {
    added: list.sortAdded,
    name: list.sortName,
    state: list.sortState,
    end: list.sortEnd,
    last: list.sortLast,
  }
  return (
    <div className={styles.view}>
      <Choice
        label={list.sort}
        narrow
        value={question.sort}
        options={SORTS.map((sort) => [sort, sorts[sort]] as const)}
        choose={(sort) => ask({ ...presentQuestion(), sort: sort as Sort })}
      />
      <Choice
        label={list.group}
        value={question.group}
        options={GROUPINGS.filter((each) => each !== 'tag' || hasTags).map((each) => [each, groupings[each]] as const)}
        choose={(group) => ask({ ...presentQuestion(), group: group as Grouping })}
      />
      <Chip pressed={question.dense} wide press={() => ask({ ...presentQuestion(), dense: !question.dense })}>
        {list.dense}
      </Chip>
    </div>
  )
})

function Choice({
  label,
  value,
  options,
  choose,
  narrow = false,
}: {
  label: string
  value: string
  options: readonly (readonly [string, string])[]
  choose: (value: string) => void
  narrow?: boolean
}) {
  const id = useId()
  return (
    <span className={styles.choice} data-narrow={narrow}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </span>
  )
}

/** As many as one takes in at a glance; the search finds the others. */
const TAGS_SHOWN = 8

const Chips = memo(function Chips({ question, counts }: Pick<Props, 'question' | 'counts'>) {
  const { texts, words } = usePage()
  const { list } = words
  const states = STATES_BY_URGENCY.filter((state) => counts.states.has(state) || question.states.includes(state))
  const systems = [...counts.systems.keys()].sort()
  const tags = [...counts.tags].sort(([, one], [, other]) => other - one).map(([tag]) => tag)
  const shownTags = [...new Set([...question.tags, ...tags.slice(0, TAGS_SHOWN)])]
  return (
    <div className={styles.chips}>
      <ChipGroup label={list.states} hidden={states.length < 2}>
        {states.map((state) => (
          <Chip
            key={state}
            count={counts.states.get(state) ?? 0}
            pressed={question.states.includes(state)}
            press={() => ask({ ...presentQuestion(), states: toggled(question.states, state) })}
          >
            <span className={styles.dot} data-state={state} aria-hidden="true" />
            {texts.states[state].word}
          </Chip>
        ))}
      </ChipGroup>
      <ChipGroup label={list.systems} hidden={systems.length < 2}>
        {systems.map((system) => (
          <Chip
            key={system}
            count={counts.systems.get(system) ?? 0}
            pressed={question.systems.includes(system)}
            press={() => ask({ ...presentQuestion(), systems: toggled(question.systems, system) })}
          >
            {systemTitle(texts, system)}
          </Chip>
        ))}
      </ChipGroup>
      <ChipGroup label={list.tags} hidden={shownTags.length === 0}>
        {shownTags.map((tag) => (
          <Chip
            key={tag}
            count={counts.tags.get(tag) ?? 0}
            pressed={question.tags.includes(tag)}
            press={() => ask({ ...presentQuestion(), tags: toggled(question.tags, tag) })}
          >
            {tag}
          </Chip>
        ))}
      </ChipGroup>
      <ChipGroup label={list.causes} hidden={question.causes.length === 0}>
        {question.causes.map((code) => (
          <Chip key={code} pressed press={() => ask({ ...presentQuestion(), causes: toggled(question.causes, code) })}>
            {faultMessage(texts, fault(code)).say}
          </Chip>
        ))}
      </ChipGroup>
    </div>
  )
})

function ChipGroup({ label, hidden, children }: { label: string; hidden: boolean; children: ReactNode }) {
  if (hidden) return null
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      {children}
    </fieldset>
  )
}

function Chip({
  pressed,
  press,
  count,
  wide = false,
  children,
}: {
  pressed: boolean
  press: () => void
  count?: number
  wide?: boolean
  children: ReactNode
}) {
  const { language } = usePage().words.shell
  return (
    <button type="button" className={styles.chip} aria-pressed={pressed} data-wide={wide} onClick={press}>
      {children}
      {count === undefined ? null : <span className={styles.count}>{sayNumber(language, count)}</span>}
    </button>
  )
}
