import { Button } from '@mantine/core'
import { memo, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { settingsSaved } from '../../import/settings-saved.ts'
import { useCall } from '../../leaving/use-call.ts'
import { laterPart } from '../../shell/later-part.ts'
import { usePage, usePageState } from '../../state/page-context.ts'
import { callForView, runTogether, testConnection } from './run-together.ts'
import styles from './together.module.css'

const RemoveManyDialog = laterPart(() => import('./remove-many-dialog.tsx').then((module) => module.RemoveManyDialog))
const TagDialog = laterPart(() => import('./tag-dialog.tsx').then((module) => module.TagDialog))

/** Actions for the selected connections, at the foot of the screen. */
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
  const [dialog, setDialog] = useState<'tag' | 'remove' | null>(null)
  const saving = useCall({ inCorner: true })
  const bar = useFocusAfterWork(busy)
  if (chosen.length === 0) return null
  const names = chosen.map(({ name }) => name)

  const renewable = chosen.filter((view) => view.renewable && view.pausedAt === null).map(({ name }) => name)
  const unpaused = chosen.filter(({ pausedAt }) => pausedAt === null).map(({ name }) => name)
  const paused = chosen.filter(({ pausedAt }) => pausedAt !== null).map(({ name }) => name)
  const actions = [
    {
      word: overview.refresh,
      names: renewable,
      act: () => runTogether(page, 'refresh', renewable, (name) => callForView(page, 'connections.refresh', name)),
    },
    { word: overview.test, names, act: () => runTogether(page, 'test', names, (name) => testConnection(page, name)) },
    {
      word: overview.pause,
      names: unpaused,
      act: () => runTogether(page, 'pause', unpaused, (name) => callForView(page, 'connections.pause', name), isPaused),
    },
    {
      word: overview.resume,
      names: paused,
      act: () =>
        runTogether(page, 'resume', paused, (name) => callForView(page, 'connections.resume', name), isUnpaused),
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
          <Button size="xs" variant="default" disabled={busy} onClick={() => setDialog('tag')}>
            {together.tag}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={saving.busy}
            onClick={() =>
              void saving.run(() => settingsSaved(host, names), { doneMessage: words.importExport.exported })
            }
          >
            {together.export}
          </Button>
          <Button size="xs" variant="default" disabled={busy} onClick={() => setDialog('remove')}>
            {together.remove}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={clear}>
            {together.clear}
          </Button>
        </div>
      </section>
      <Suspense>
        {dialog === 'tag' ? <TagDialog chosen={chosen} close={() => setDialog(null)} /> : null}
        {dialog === 'remove' ? (
          <RemoveManyDialog chosen={chosen} close={() => setDialog(null)} removed={clear} />
        ) : null}
      </Suspense>
    </>
  )
})

function isPaused(view: ConnectionView | undefined): boolean {
  return view !== undefined && view.pausedAt !== null
}

function isUnpaused(view: ConnectionView | undefined): boolean {
  return view !== undefined && view.pausedAt === null
}

/**
 * While an action runs all but two buttons are disabled, and the pressed one may stay so (Pause, once all are paused): the focus
 * then goes to the first enabled button, unless it is elsewhere by then.
 */
function useFocusAfterWork(busy: boolean): RefObject<HTMLElement | null> {
  const bar = useRef<HTMLElement>(null)
  const hadFocus = useRef(false)
  useEffect(() => {
    const { current } = bar
    if (busy || !hadFocus.current || document.activeElement !== document.body) return
    current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus({ preventScroll: true })
  }, [busy])
  useEffect(() => {
    const trackFocus = ({ target }: Event): void => {
      hadFocus.current = target instanceof Node && bar.current?.contains(target) === true
    }
    addEventListener('focusin', trackFocus)
    return () => removeEventListener('focusin', trackFocus)
  }, [])
  return bar
}
