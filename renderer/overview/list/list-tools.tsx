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
import {
  GROUPINGS,
  type Grouping,
  hasFilters,
  type ListQuery,
  LONGEST_SEARCH,
  SORTS,
  type Sort,
  withoutFilters,
  withToggledValue,
} from './list-query.ts'
import styles from './list-tools.module.css'
import { currentListQuery, setListQuery } from './use-list-query.ts'

type Props = {
  readonly query: ListQuery
  /** The same query, unchanged while only the search changes (use-list-query.ts). */
  readonly withoutSearch: ListQuery
  readonly counts: Counts
  readonly count: number
  readonly found: number
  /** Sorts anew; null where that would change nothing. */
  readonly renew: (() => void) | null
}

/** Search, sorting and filter chips. */
export const ListTools = memo(function ListTools({ query, withoutSearch, counts, count, found, renew }: Props) {
  const { words } = usePage()
  const { list } = words
  return (
    <search className={styles.tools} aria-label={list.tools}>
      <div className={styles.line}>
        <SearchInput search={query.search} />
        <ViewControls query={withoutSearch} hasTags={counts.tags.size > 0} />
      </div>
      <Chips query={withoutSearch} counts={counts} />
      <p className={styles.found}>
        <span role="status">{hasFilters(query) ? filled(list.found, { found, count }) : ''}</span>
        {hasFilters(query) ? (
          <button type="button" className={styles.plain} onClick={() => setListQuery(withoutFilters(query))}>
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

/** The field shows a letter at once; the list follows after a short delay. */
const SearchInput = memo(function SearchInput({ search }: { search: string }) {
  const { list } = usePage().words
  const [typed, setTyped] = useState(search)
  useEffect(() => setTyped(search), [search])
  useEffect(() => {
    if (typed === search) return
    const timer = setTimeout(() => setListQuery({ ...currentListQuery(), search: typed }), SEARCH_DELAY_MS)
    return () => clearTimeout(timer)
  }, [typed, search])
  // Arrow down or Enter goes from the search to the list.
  function onKeyDown(event: KeyboardEvent): void {
    if ((event.key !== 'ArrowDown' && event.key !== 'Enter') || event.nativeEvent.isComposing) return
    if (typed !== search) setListQuery({ ...currentListQuery(), search: typed })
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
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <kbd>/</kbd>
    </label>
  )
})

const SEARCH_DELAY_MS = 60

/** Like the chips, not rendered for each letter of a search, and so reads the current query when it is used. */
const ViewControls = memo(function ViewControls({ query, hasTags }: Pick<Props, 'query'> & { hasTags: boolean }) {
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
        value={query.sort}
        options={SORTS.map((sort) => [sort, sorts[sort]] as const)}
        choose={(sort) => setListQuery({ ...currentListQuery(), sort: sort as Sort })}
      />
      <Choice
        label={list.group}
        value={query.group}
        options={GROUPINGS.filter((each) => each !== 'tag' || hasTags).map((each) => [each, groupings[each]] as const)}
        choose={(group) => setListQuery({ ...currentListQuery(), group: group as Grouping })}
      />
      <Chip pressed={query.dense} wide press={() => setListQuery({ ...currentListQuery(), dense: !query.dense })}>
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

/** The search finds the others. */
const TAGS_SHOWN = 8

const Chips = memo(function Chips({ query, counts }: Pick<Props, 'query' | 'counts'>) {
  const { texts, words } = usePage()
  const { list } = words
  const states = STATES_BY_URGENCY.filter((state) => counts.states.has(state) || query.states.includes(state))
  const systems = [...counts.systems.keys()].sort()
  const tags = [...counts.tags].sort(([, one], [, other]) => other - one).map(([tag]) => tag)
  const shownTags = [...new Set([...query.tags, ...tags.slice(0, TAGS_SHOWN)])]
  return (
    <div className={styles.chips}>
      <ChipGroup label={list.states} hidden={states.length < 2}>
        {states.map((state) => (
          <Chip
            key={state}
            count={counts.states.get(state) ?? 0}
            pressed={query.states.includes(state)}
            press={() => setListQuery({ ...currentListQuery(), states: withToggledValue(query.states, state) })}
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
            pressed={query.systems.includes(system)}
            press={() => setListQuery({ ...currentListQuery(), systems: withToggledValue(query.systems, system) })}
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
            pressed={query.tags.includes(tag)}
            press={() => setListQuery({ ...currentListQuery(), tags: withToggledValue(query.tags, tag) })}
          >
            {tag}
          </Chip>
        ))}
      </ChipGroup>
      <ChipGroup label={list.causes} hidden={query.causes.length === 0}>
        {query.causes.map((code) => (
          <Chip
            key={code}
            pressed
            press={() => setListQuery({ ...currentListQuery(), causes: withToggledValue(query.causes, code) })}
          >
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
