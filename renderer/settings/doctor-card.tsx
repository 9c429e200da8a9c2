import { Button, Group, Stack } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconEye } from '@tabler/icons-react'
import { useState } from 'react'
import type { Finding } from '../../shared/api/contract/contract.ts'
import type { Fault } from '../../shared/fault.ts'
import { faultMessage, filled } from '../../shared/text/sentence.ts'
import { Card } from '../shell/card.tsx'
import { FaultNote, MoreAbout } from '../shell/fault-note.tsx'
import { Sentence } from '../shell/sentence.tsx'
import { usePage } from '../state/page-context.ts'
import { sayMoment } from '../time/moments.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import { factsWords } from './finding-facts.ts'
import styles from './settings.module.css'
import { SupportFile } from './support-file.tsx'

type Looked = { readonly findings: readonly Finding[] } | { readonly fault: Fault }

/** Everything that could be in the way, looked at now; nothing is spent and nothing of the person's is changed. */
export function DoctorCard() {
  const { host, words } = usePage()
  const { settings } = words
  const [looked, setLooked] = useState<Looked | null>(null)
  const [busy, setBusy] = useState(false)

  async function look(): Promise<void> {
    setBusy(true)
    const reply = await host.call('doctor.run', {})
    setBusy(false)
    setLooked(reply.ok ? reply.value : { fault: reply.fault })
  }

  return (
    <Card title={settings.doctor}>
      <Stack gap={14}>
        <p className="soft">{settings.doctorSay}</p>
        <Group gap={10} align="flex-end">
          <Button variant="default" loading={busy} onClick={() => void look()}>
            {settings.doctorRun}
          </Button>
          <SupportFile />
        </Group>
      </Stack>
      <div role="status" className={looked === null ? undefined : styles.looked}>
        {looked === null ? null : 'fault' in looked ? (
          <FaultNote fault={looked.fault} />
        ) : (
          <Findings findings={looked.findings} />
        )}
      </div>
    </Card>
  )
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const { settings } = usePage().words
  const count = (level: Finding['level']) => findings.filter((each) => each.level === level).length
  const [bad, warnings] = [count('bad'), count('warning')]
  const rank = { bad: 0, warning: 1, good: 2 }
  const sorted = [...findings].sort((one, other) => rank[one.level] - rank[other.level])
  return (
    <>
      <p>
        {bad + warnings === 0
          ? settings.doctorAllGood
          : filled(settings.doctorSome, { bad, warnings: warnings || undefined })}
      </p>
      <ul className={styles.findings}>
        {sorted.map((finding) => (
          <FindingRow
            key={`${finding.probe} ${finding.connection} ${JSON.stringify(finding.facts)}`}
            finding={finding}
          />
        ))}
      </ul>
    </>
  )
}

const ICONS = { good: IconCheck, warning: IconEye, bad: IconAlertTriangle } as const

function FindingRow({ finding }: { finding: Finding }) {
  const { words, texts } = usePage()
  const locale = useLocale()
  const { level, probe, connection, fault } = finding
  const at = (iso: string) => sayMoment(Date.parse(iso), currentSecond(), locale)
  const { settings } = words
  const levels = { good: settings.good, warning: settings.warning, bad: settings.bad }
  const Icon = ICONS[level]
  const told = fault === null ? null : faultMessage(texts, fault, connection === null ? {} : { name: connection })
  return (
    <li>
      <span className={styles.level} data-level={level}>
        <Icon size={15} aria-hidden="true" />
        {levels[level]}
      </span>
      <span>
        {connection === null ? null : <b>{connection}: </b>}
        {texts.probes[probe] ?? probe}
        <span className="soft">{factsWords(finding.facts, texts, at)}</span>
        {told === null || fault === null ? null : (
          <>
            <br />
            <Sentence>{`${told.say} ${words.nextSteps[fault.code] ?? told.next}`}</Sentence> <MoreAbout fault={fault} />
          </>
        )}
      </span>
    </li>
  )
}
