type Variables = Readonly<Record<string, string | undefined>>;

/** The values of all variables that are named like keys: what no file for others may hold. */
export function knownKeys(...places: readonly Variables[]): readonly string[] {
  return places.flatMap((variables) =>
    Object.entries(variables).flatMap(([name, value]) =>
      /_(?:API_)?(?:KEY|TOKEN|SECRET)$/i.test(name) && value ? [value] : [],
    ),
  );
}
