import { Button } from '@mantine/core'
import { memo, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { settingsSaved } from '../../import/settings-saved.ts'
import { useCall } from '../../leaving/use-call.ts'
import { laterPart } from '../../shell/later-part.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { callOf, runTogether, testOf } from './run-together.ts'
import styles from './together.module.css'

const RemoveManyDialog = laterPart(() => import('./remove-many-dialog.tsx').then((module) => module.RemoveManyDialog))
const TagDialog = laterPart(() => import('./tag-dialog.tsx').then((module) => module.TagDialog))

/** What can be done to those that are selected, at the foot of the screen while there are any. */
export const SelectionBar = memo(function SelectionBar({
  chosen,
  clear,
}: {
  chosen: readonly ConnectionView[]
  clear: () => void
}) {
  const page = usePage()
  const { words, host } = page
  const { together, overview } = words
  const busy = usePageState(({ work }) => work?.outcome === null)
  const [dialog, show] = useState<'tag' | 'remove' | null>(null)
  const saving = useCall({ corner: true })
  const bar = useFocusKept(busy)
  if (chosen.length === 0) return null
  const names = chosen.map(({ name }) => name)

  const renewable = chosen.filter((view) => view.renewable && view.pausedAt === null).map(({ name }) => name)
  const awake = chosen.filter(({ pausedAt }) => pausedAt === null).map(({ name }) => name)
  const asleep = chosen.filter(({ pausedAt }) => pausedAt !== null).map(({ name }) => name)
  const actions = [
    {
      word: overview.refresh,
      names: renewable,
      act: () => runTogether(page, 'refresh', renewable, (name) => callOf(page, 'connections.refresh', name)),
    },
    { word: overview.test, names, act: () => runTogether(page, 'test', names, (name) => testOf(page, name)) },
    {
      word: overview.pause,
      names: awake,
      act: () => runTogether(page, 'pause', awake, (name) => callOf(page, 'connections.pause', name), isPaused),
    },
    {
      word: overview.resume,
      names: asleep,
      act: () => runTogether(page, 'resume', asleep, (name) => callOf(page, 'connections.resume', name), isAwake),
    },
  ]
  return (
    <>
      <section ref={bar} className={styles.selection} data-at-foot aria-label={together.selection}>
        <span className={styles.title} role="status">
          {filled(together.selected, { count: chosen.length })}
        </span>
        <div className={styles.actions}>
          {actions.map(({ word, names: for_, act }) => (
            <Button
              key={word}
              size="xs"
              variant="default"
              disabled={busy || for_.length === 0}
              onClick={() => void act()}
            >
              {word}
            </Button>
          ))}
          <Button size="xs" variant="default" disabled={busy} onClick={() => show('tag')}>
            {together.tag}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={saving.busy}
            onClick={() => void saving.run(() => settingsSaved(host, names), { done: words.importExport.exported })}
          >
            {together.export}
          </Button>
          <Button size="xs" variant="default" disabled={busy} onClick={() => show('remove')}>
            {together.remove}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={clear}>
            {together.clear}
          </Button>
        </div>
      </section>
      <Suspense>
        {dialog === 'tag' ? <TagDialog chosen={chosen} close={() => show(null)} /> : null}
        {dialog === 'remove' ? <RemoveManyDialog chosen={chosen} close={() => show(null)} removed={clear} /> : null}
      </Suspense>
    </>
  )
})

function isPaused(view: ConnectionView | undefined): boolean {
  return view !== undefined && view.pausedAt !== null
}

function isAwake(view: ConnectionView | undefined): boolean {
  return view !== undefined && view.pausedAt === null
}

/**
 * All but two of its buttons are shut while work goes on, and the one that was pressed may stay so (Pause, once all are paused): the
 * focus then goes to the first that is open, unless somebody has gone elsewhere.
 */
function useFocusKept(busy: boolean): RefObject<HTMLElement | null> {
  const bar = useRef<HTMLElement>(null)
  const hadFocus = useRef(false)
  useEffect(() => {
    const { current } = bar
    if (busy || !hadFocus.current || document.activeElement !== document.body) return
    current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus({ preventScroll: true })
  }, [busy])
  useEffect(() => {
    const look = ({ target }: Event): void => {
      hadFocus.current = target instanceof Node && bar.current?.contains(target) === true
    }
    addEventListener('focusin', look)
    return () => removeEventListener('focusin', look)
  }, [])
  return bar
}
