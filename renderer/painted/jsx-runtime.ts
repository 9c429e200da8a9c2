/** React's own runtime for elements, with what they are painted with made visible; the compiler calls it for every element. */
import { Fragment, jsx as plainJsx, jsxs as plainJsxs } from 'react/jsx-runtime'
import { visibleProps } from './visible-props.ts'

export type { JSX } from 'react/jsx-runtime'
export { Fragment }

export const jsx: typeof plainJsx = (type, props, key) => plainJsx(type, visibleProps(Object(props) as object), key)
export const jsxs: typeof plainJsxs = (type, props, key) => plainJsxs(type, visibleProps(Object(props) as object), key)
