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

/** Rows in the card, and names in a sentence. */
const MAX_SHOWN = 12
const DAY_MS = 86_400_000

/** Who shares this vault; drawn only where it is shared. */
export function FleetCard() {
  const { words } = usePage()
  const { fleet, fault, reload } = useFleet()
  const [revoking, setRevoking] = useState<string | null>(null)
  const [revoked, setRevoked] = useState<Output<'fleet.revoke'> | null>(null)
  if (fleet === null && fault === null) return null
  return (
    <Card title={words.fleet.title}>
      <Stack gap={14}>
        {fault === null ? null : <FaultNote fault={fault} />}
        {revoked === null ? null : <RevokedNote revoked={revoked} putAway={() => setRevoked(null)} />}
        {fleet === null ? null : <Summary fleet={fleet} />}
        {fleet === null ? null : <Members fleet={fleet} revoke={setRevoking} />}
      </Stack>
      <RevokeMemberDialog
        name={revoking}
        connections={fleet?.connections ?? []}
        close={() => setRevoking(null)}
        done={(what) => {
          setRevoked(what)
          reload()
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

/** The first names, and how many more there are. */
function firstOf(words: PageTexts['fleet'], names: readonly string[]): string {
  const first = names.slice(0, MAX_SHOWN).join(', ')
  return names.length > MAX_SHOWN ? filled(words.holdsMore, { names: first, count: names.length - MAX_SHOWN }) : first
}

/** Members not seen for a day; those never seen do not count. */
function quietOf(members: readonly Member[], now: number): string[] {
  return members
    .filter(({ lastSeenAt, isThis }) => !isThis && lastSeenAt !== null && now - (momentOf(lastSeenAt) ?? now) > DAY_MS)
    .map(({ name }) => name)
}

function Members({ fleet: { members }, revoke }: { fleet: Fleet; revoke: (name: string) => void }) {
  const { fleet: words } = usePage().words
  const [isExpanded, setExpanded] = useState(false)
  const canRevoke = members.some(({ isThis, isSite }) => isThis && isSite)
  const sorted = members.toSorted(
    (one, other) => Number(other.isThis) - Number(one.isThis) || byNumbers.compare(one.name, other.name),
  )
  const shown = isExpanded ? sorted : sorted.slice(0, MAX_SHOWN)
  return (
    <>
      <ul className={styles.members}>
        {shown.map((member) => (
          <MemberRow
            key={member.signer}
            member={member}
            {...(canRevoke && !member.isThis ? { revoke: () => revoke(member.name) } : {})}
          />
        ))}
      </ul>
      {shown.length === members.length ? null : (
        <div>
          <Button variant="default" size="xs" onClick={() => setExpanded(true)}>
            {filled(words.showAll, { count: members.length })}
          </Button>
        </div>
      )}
      <p className={styles.soft}>{canRevoke ? words.here : whereIsSaid(words, members)}</p>
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
