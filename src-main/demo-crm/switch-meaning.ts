import * as v from 'valibot'

/** A position of a switch, with what it is about: the page at the root shows it. Names of the wire stand in back quotes. */
export function means<Schema extends v.GenericSchema>(text: string, schema: Schema) {
  return v.pipe(schema, v.description(text))
}
