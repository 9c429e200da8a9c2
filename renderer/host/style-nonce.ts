/**
 * The value of this load that allows our styles (docs/decisions.md 17). Browsers hide the attribute from style sheets
 * and scripts that would steal it; the property stays readable for us.
 */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

/** Mantine's dialogs lock scrolling through a library that looks for the nonce under this name. */
Object.assign(globalThis, { __webpack_nonce__: nonce })

export function styleNonce(): string {
  return nonce
}
