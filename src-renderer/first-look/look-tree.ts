/** A piece of the window as it looked: text, or an element with what its look depends on. As JSON it is small. */
export type LookNode = string | LookElement
export type LookElement = readonly [
  tag: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly LookNode[],
]

/** Everything else is left out: what loads, leads somewhere, acts or is named by others is no part of a look. */
const tags = /^(div|span|p|h1|nav|header|main|a|button|input|kbd|svg|g|path|circle|ellipse|rect|line|polyline|polygon)$/
const attributes =
  /^(class|style|role|dir|type|placeholder|disabled|data-(index|look|v-\w+)|aria-[a-z]+|viewBox|width|height|fill|stroke(-[a-z]+)?|d|[cr][xy]|r|[xy][12]?|points)$/

const SVG = 'http://www.w3.org/2000/svg'

/** What depends on the moment (times, counts, how far a sync is) keeps its room and is not shown. */
const OF_THE_MOMENT = 'now'

/**
 * How an element looks, with all that is in it.
 * @param isShown whether an element takes part; its children are asked for too
 */
export function takeTree(element: Element, isShown: (element: Element) => boolean = () => true): LookElement {
  const kept: Record<string, string> = {}
  for (const { name, value } of element.attributes) if (attributes.test(name)) kept[name] = value
  if (kept['data-look'] === OF_THE_MOMENT) kept['style'] = `${kept['style'] ?? ''};visibility:hidden`
  const children: LookNode[] = []
  for (const child of element.childNodes) {
    if (child instanceof Text) children.push(child.data)
    else if (child instanceof Element && tags.test(child.localName) && isShown(child))
      children.push(takeTree(child, isShown))
  }
  return [element.localName, kept, children]
}

/** Kept values come from storage: what is not exactly a look is none. */
export function isLookElement(value: unknown): value is LookElement {
  if (!Array.isArray(value) || value.length !== 3) return false
  const [tag, own, children] = value as readonly unknown[]
  if (typeof tag !== 'string' || !tags.test(tag)) return false
  if (typeof own !== 'object' || own === null || !Array.isArray(children)) return false
  const areAttributes = Object.entries(own).every(([name, text]) => attributes.test(name) && typeof text === 'string')
  return areAttributes && children.every((child) => typeof child === 'string' || isLookElement(child))
}

/**
 * The element, with all that is in it, to be put into the page.
 * @param namespace of the element that it will lie in, where that is not HTML
 */
export function drawTree(page: Document, [tag, own, children]: LookElement, namespace: string | null = null): Element {
  const space = tag === 'svg' ? SVG : namespace
  const element = space === null ? page.createElement(tag) : page.createElementNS(space, tag)
  for (const [name, value] of Object.entries(own)) {
    // As an attribute the content policy would refuse it.
    if (name !== 'style') element.setAttribute(name, value)
    else if (element instanceof HTMLElement || element instanceof SVGElement) element.style.cssText = value
  }
  for (const child of children) element.append(typeof child === 'string' ? child : drawTree(page, child, space))
  return element
}
