import { ActionIcon, Loader, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

/**
 * What one can do to something, behind three dots. The button is never shut while something is under way: it would lose the
 * focus, and whoever has no mouse would begin anew at the top of the page. What cannot be done meanwhile is shut in the menu.
 */
export function DotsMenu({
  label,
  busy,
  defaultOpened = false,
  tabIndex,
  children,
}: {
  readonly label: string
  readonly busy: boolean
  readonly defaultOpened?: boolean
  readonly tabIndex?: number | undefined
  readonly children: ReactNode
}) {
  const [opened, setOpened] = useState(defaultOpened)
  const dots = useRef<HTMLButtonElement>(null)
  useClosedFromOutside(opened, () => {
    setOpened(false)
    dots.current?.focus({ preventScroll: true })
  })
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      // Its trap sets the focus twice, the second time perhaps after somebody has gone on with an arrow.
      trapFocus={false}
      shadow="md"
      // One that was opened as it came knows nothing of where the focus was.
      onClose={() => dots.current?.focus()}
    >
      <Menu.Target>
        <ActionIcon
          ref={dots}
          variant="subtle"
          color="gray"
          tabIndex={tabIndex}
          aria-label={label}
          aria-busy={busy || undefined}
          title={label}
        >
          {busy ? <Loader color="gray" size={16} /> : <IconDots size={18} aria-hidden="true" />}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown
        onKeyDown={({ key }) => {
          if (key === 'Tab') setOpened(false)
        }}
      >
        {opened && <FocusOnFirst />}
        {children}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Mantine remembers in an effect where the focus was before, so this comes after it. */
function FocusOnFirst() {
  const here = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const menu = here.current?.closest<HTMLElement>('[role=menu]')
    const first = menu?.querySelector<HTMLElement>('[role=menuitem]:not(:disabled)') ?? menu
    const later = setTimeout(() => first?.focus({ preventScroll: true }))
    return () => clearTimeout(later)
  }, [])
  return <span ref={here} hidden />
}

/** As menus of a system do: wherever the focus is by then, Escape closes it, and so does a window of another size. */
function useClosedFromOutside(opened: boolean, close: () => void): void {
  const latest = useRef(close)
  latest.current = close
  useEffect(() => {
    if (!opened) return
    const shut = (): void => latest.current()
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') shut()
    }
    window.addEventListener('resize', shut)
    window.addEventListener('keydown', pressed)
    return () => {
      window.removeEventListener('resize', shut)
      window.removeEventListener('keydown', pressed)
    }
  }, [opened])
}
