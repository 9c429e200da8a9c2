import { Button, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '../../shared/api/contract/contract.ts'
import type { PageTexts } from '../../shared/text/page-texts.ts'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { usePage } from '../state/page-context.ts'
import { useMinute } from '../time/use-now.ts'
import styles from './fleet.module.css'
import { MemberRow } from './member-row.tsx'
import { RevokeMemberDialog } from './revoke-member-dialog.tsx'
import { RevokedNote } from './revoked-note.tsx'
import { type Fleet, type Member, useFleet } from './use-fleet.ts'

/** So many rows, and so many names in a sentence, are read at a glance. */
const FIRST = 12
const DAY_MS = 86_400_000

/** Who shares this vault; drawn where one is shared alone. */
export function FleetCard() {
  const { words } = usePage()
  const { fleet, fault, again } = useFleet()
  const [leaving, setLeaving] = useState<string | null>(null)
  const [revoked, setRevoked] = useState<Output<'fleet.revoke'> | null>(null)
  if (fleet === null && fault === null) return null
  return (
    <Card title={words.fleet.title}>
      <Stack gap={14}>
        {fault === null ? null : <FaultNote fault={fault} />}
        {revoked === null ? null : <RevokedNote revoked={revoked} putAway={() => setRevoked(null)} />}
        {fleet === null ? null : <Summary fleet={fleet} />}
        {fleet === null ? null : <Members fleet={fleet} revoke={setLeaving} />}
      </Stack>
      <RevokeMemberDialog
        name={leaving}
        connections={fleet?.connections ?? []}
        close={() => setLeaving(null)}
        done={(what) => {
          setRevoked(what)
          again()
        }}
      />
    </Card>
  )
}

function Summary({ fleet: { members, connections } }: { fleet: Fleet }) {
  const { fleet: words } = usePage().words
  const quiet = quietOf(members, useMinute())
  return (
    <div className={styles.soft}>
      <p>
        {filled(words.count, { count: members.length })}{' '}
        {quiet.length === 0 ? null : filled(words.quiet, { names: firstOf(words, quiet) })}
      </p>
      <p>
        {connections.length === 0
          ? words.holdsNone
          : filled(words.holds, { count: connections.length, names: firstOf(words, connections) })}
      </p>
    </div>
  )
}

/** Of many names the first, and how many more. */
function firstOf(words: PageTexts['fleet'], names: readonly string[]): string {
  const first = names.slice(0, FIRST).join(', ')
  return names.length > FIRST ? filled(words.holdsMore, { names: first, count: names.length - FIRST }) : first
}

/** Whoever was there once, and not for a day. */
function quietOf(members: readonly Member[], now: number): string[] {
  return members
    .filter(({ lastSeenAt, isThis }) => !isThis && lastSeenAt !== null && now - (momentOf(lastSeenAt) ?? now) > DAY_MS)
    .map(({ name }) => name)
}

function Members({ fleet: { members }, revoke }: { fleet: Fleet; revoke: (name: string) => void }) {
  const { fleet: words } = usePage().words
  const [all, showAll] = useState(false)
  const mayRevoke = members.some(({ isThis, isSite }) => isThis && isSite)
  const inOrder = members.toSorted(
    (one, other) => Number(other.isThis) - Number(one.isThis) || byNumbers.compare(one.name, other.name),
  )
  const shown = all ? inOrder : inOrder.slice(0, FIRST)
  return (
    <>
      <ul className={styles.members}>
        {shown.map((member) => (
          <MemberRow
            key={member.signer}
            member={member}
            {...(mayRevoke && !member.isThis ? { revoke: () => revoke(member.name) } : {})}
          />
        ))}
      </ul>
      {shown.length === members.length ? null : (
        <div>
          <Button variant="default" size="xs" onClick={() => showAll(true)}>
            {filled(words.showAll, { count: members.length })}
          </Button>
        </div>
      )}
      <p className={styles.soft}>{mayRevoke ? words.here : whereIsSaid(words, members)}</p>
    </>
  )
}

function whereIsSaid(words: PageTexts['fleet'], members: readonly Member[]): string {
  const names = members.filter(({ isSite }) => isSite).map(({ name }) => name)
  return names.length > 1
    ? filled(words.sites, { names: firstOf(words, names) })
    : filled(words.site, { name: names.join() })
}

/** ward-2 before ward-10. */
const byNumbers = new Intl.Collator(undefined, { numeric: true })
