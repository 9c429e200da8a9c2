/** The same as jsx-runtime.ts while somebody develops the page. */
import { Fragment, jsxDEV as plainJsx } from 'react/jsx-dev-runtime'
import { visibleProps } from './visible-props.ts'

export type { JSX } from 'react/jsx-dev-runtime'
export { Fragment }

export const jsxDEV: typeof plainJsx = (type, props, key, isStatic, source, self) =>
  plainJsx(type, visibleProps(Object(props) as object), key, isStatic, source, self)
