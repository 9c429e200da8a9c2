import { join } from 'node:path'
import { Menu, nativeImage, nativeTheme, Tray } from 'electron'
import type { DesktopTexts } from '../../../shared/text/desktop-texts.ts'
import { ifOther } from './if-other.ts'
import { type Shown, type TrayActions, type TrayWords, trayMenu } from './tray-menu.ts'
import { type TrayState, trayPicture, trayState } from './tray-state.ts'

type Looks = { readonly state: TrayState; readonly dark: boolean; readonly items: ReturnType<typeof trayMenu> }

export type TrayIcon = {
  show(views: readonly Shown[]): void
  /** Puts it up anew: for a panel that came later. */
  renew(): void
  remove(): void
}

/** The icon in the panel, with the worst state of all. Null where this desktop has no place for one. */
export function openTray(dist: string, actions: TrayActions, said: TrayWords): TrayIcon | null {
  let views: readonly Shown[] = []
  let removed = false
  const picture = (state: TrayState) =>
    nativeImage.createFromPath(
      join(dist, 'icons', trayPicture(state, process.platform, nativeTheme.shouldUseDarkColors)),
    )
  const first = trayOrNull(picture('idle'))
  if (first === null) return null
  let { tray, draw } = drawnOn(first)

  function drawnOn(made: Tray) {
    made.on('click', () => actions.open(null))
    const drawing = ifOther(({ state, items }: Looks) => {
      made.setImage(picture(state))
      made.setToolTip(tips(said.words)[state])
      made.setContextMenu(Menu.buildFromTemplate(items))
    })
    return { tray: made, draw: drawing }
  }
  const paint = (): void => {
    if (removed) return
    const items = trayMenu(views, actions, said)
    draw({ state: trayState(views), dark: nativeTheme.shouldUseDarkColors, items })
  }

  nativeTheme.on('updated', paint)
  paint()
  return {
    show(next) {
      views = next
      paint()
    },
    renew() {
      const made = removed ? null : trayOrNull(picture('idle'))
      if (made === null) return
      tray.destroy()
      ;({ tray, draw } = drawnOn(made))
      paint()
    },
    remove() {
      removed = true
      nativeTheme.off('updated', paint)
      tray.destroy()
    },
  }
}

function trayOrNull(picture: Electron.NativeImage): Tray | null {
  try {
    return new Tray(picture)
  } catch {
    return null
  }
}

function tips(words: DesktopTexts): Record<TrayState, string> {
  return { idle: words.trayIdle, calm: words.trayCalm, soon: words.traySoon, trouble: words.trayTrouble }
}
