import { Button, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { asTag, TAG_PATTERN } from '../../../shared/connections/tags-and-note.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import { fault } from '../../../shared/fault.ts'
import { faultMessage, filled } from '../../../shared/text/sentence.ts'
import { TypedDialog } from '../../leaving/typed-dialog.tsx'
import { Answers } from '../../shell/dialog.tsx'
import { usePage } from '../../state/page-context.ts'
import { editTags, runTogether } from './run-together.ts'

/** Adds tags to all selected connections, and removes tags from them; other tags stay. */
export function TagDialog({ chosen, close }: { chosen: readonly ConnectionView[]; close: () => void }) {
  const page = usePage()
  const { words, texts } = page
  const { together } = words
  const [add, setAdd] = useState('')
  const [drop, setDrop] = useState('')
  const known = [...new Set(chosen.flatMap(({ tags }) => tags))].sort()
  const tagError = tagsIn(add).some((tag) => !TAG_PATTERN.test(tag))
    ? faultMessage(texts, fault('invalid_tag')).say
    : null

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (tagError !== null) return
    close()
    const [toAdd, toRemove] = [tagsIn(add), tagsIn(drop)]
    const change = (tags: readonly string[]): string[] =>
      [...new Set([...tags, ...toAdd])].filter((tag) => !toRemove.includes(tag))
    const names = chosen.map(({ name }) => name)
    const isTagged = (view?: ConnectionView): boolean =>
      view !== undefined && change(view.tags).toSorted().join() === view.tags.toSorted().join()
    await runTogether(page, 'tag', names, (name) => editTags(page, name, change), isTagged)
  }

  return (
    <TypedDialog
      typed={`${add}${drop}`.trim() !== ''}
      close={close}
      title={filled(together.tagTitle, { count: chosen.length })}
    >
      <form onSubmit={(event) => void save(event)}>
        <Stack gap="sm">
          <TextInput
            label={together.tagAdd}
            description={together.tagSay}
            value={add}
            error={tagError}
            onChange={(event) => setAdd(event.currentTarget.value)}
            data-autofocus
          />
          {known.length === 0 ? null : (
            <TextInput
              label={together.tagDrop}
              description={filled(together.tagKnown, { tags: known.join(' ') })}
              value={drop}
              onChange={(event) => setDrop(event.currentTarget.value)}
            />
          )}
          <Answers close={close} no={together.cancel}>
            <Button type="submit" disabled={tagError !== null || `${add}${drop}`.trim() === ''}>
              {together.tagSave}
            </Button>
          </Answers>
        </Stack>
      </form>
    </TypedDialog>
  )
}

/** Split at spaces and commas. */
function tagsIn(text: string): readonly string[] {
  return text
    .split(/[\s,]+/)
    .map(asTag)
    .filter((tag) => tag !== '')
}
