import { NativeSelect, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { usePage } from '../state/page-context.ts'

type Props = {
  readonly views: readonly ConnectionView[]
  /** Empty for all of them. */
  readonly name: string
  readonly choose: (name: string) => void
}

/** More are found by their name: a list of ten thousand takes seconds to open, and nobody looks through it. */
const FEW = 60
const OFFERED = 20

/** Whose journal is shown. */
export function ConnectionChoice({ views, name, choose }: Props) {
  const { journal: said } = usePage().words
  if (views.length > FEW) return <ConnectionSearch views={views} name={name} choose={choose} />
  return (
    <NativeSelect
      label={said.connection}
      value={name}
      onChange={(event) => choose(event.currentTarget.value)}
      data={[{ value: '', label: said.everything }, ...views.map((view) => view.name)]}
    />
  )
}

function ConnectionSearch({ views, name, choose }: Props) {
  const { journal: said } = usePage().words
  const [typed, type] = useState(name)
  const offered = useId()
  const words = typed.trim().toLowerCase()
  const like = views.filter((view) => view.name.includes(words)).slice(0, OFFERED)
  return (
    <>
      <TextInput
        type="search"
        name="journal-connection"
        label={said.connection}
        placeholder={said.everything}
        list={offered}
        autoComplete="off"
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          type(value)
          // A part of a name stands for nobody.
          choose(value.trim().toLowerCase())
        }}
      />
      <datalist id={offered}>
        {like.map((view) => (
          <option key={view.id} value={view.name} />
        ))}
      </datalist>
    </>
  )
}
