// Questions of general knowledge in six classes, after TREC's: the class is written nowhere, it
// follows from what a question asks for. `{thing}` stands for one of the words of that slot.

export const classNames = [
  'abbreviation',
  'description',
  'entity',
  'human',
  'location',
  'number',
] as const;
export type ClassName = (typeof classNames)[number];

/** What the answer to a question of the class is, as the model is told. */
export const meanings: Readonly<Record<ClassName, string>> = {
  abbreviation: 'the long or the short form of an abbreviation',
  description: 'an explanation: a reason, a meaning, a way in which something works',
  entity: 'a thing: an animal, a colour, a food, a language, an instrument, a material, a sport',
  human: 'a person, a people or a company',
  location: 'a place',
  number: 'a count, a date, a size, a price, a temperature',
};

export const slots: Readonly<Record<string, readonly string[]>> = {
  abbreviation: ['NATO', 'DNA', 'HTML', 'UNESCO', 'RSVP', 'AIDS', 'LASER', 'CPR', 'ISBN', 'SCUBA'],
  phrase: ['compact disc', 'Greenwich mean time', 'chief executive', 'unidentified flying object'],
  city: ['Lisbon', 'Oslo', 'Quito', 'Nairobi', 'Hanoi', 'Turin', 'Perth', 'Riga', 'Lima', 'Cork'],
  country: ['Peru', 'Norway', 'Kenya', 'Vietnam', 'Latvia', 'Chile', 'Ghana', 'Nepal', 'Malta'],
  person: ['Marie Curie', 'Mozart', 'Gandhi', 'Cleopatra', 'Darwin', 'Frida Kahlo', 'Galileo'],
  work: ['Hamlet', 'The Magic Flute', 'Moby Dick', 'Guernica', 'The Third Man', 'Ulysses'],
  thing: ['telephone', 'zipper', 'bicycle', 'microscope', 'parachute', 'typewriter', 'compass'],
  substance: ['copper', 'glass', 'rubber', 'salt', 'mercury', 'wax', 'iron', 'sulphur'],
  animal: ['bat', 'salmon', 'camel', 'spider', 'wolf', 'whale', 'bee', 'penguin'],
  river: ['Danube', 'Mekong', 'Niger', 'Volga', 'Amazon', 'Tagus'],
  event: ['the French Revolution', 'the Black Death', 'the moon landing', 'the gold rush'],
};

export const forms: Readonly<Record<ClassName, readonly string[]>> = {
  abbreviation: [
    'What does {abbreviation} stand for ?',
    'Which words hide behind the letters {abbreviation} ?',
    'What is {abbreviation} spelled out in full ?',
    'How does one write {phrase} in short ?',
    'What is the usual short form of {phrase} ?',
    'Of which words is {abbreviation} made up ?',
  ],
  description: [
    'Why does {substance} change in moist air ?',
    'What is the difference between a {thing} and a {thing} ?',
    'How does a {thing} work ?',
    'What led to {event} ?',
    'How do a {animal} and its young recognise each other ?',
    'What does it mean when people call someone a {animal} ?',
    'What is known about the childhood of {person} ?',
    'How is {substance} made ?',
  ],
  entity: [
    'What animal stands on the coat of arms of {country} ?',
    'Which instrument did {person} play ?',
    'What is the colour of pure {substance} ?',
    'What language do most people of {city} speak at home ?',
    'What does a {animal} eat in winter ?',
    'Which metal was the first {thing} made of ?',
    'What sport is most popular in {country} ?',
    'What dish is {city} famous for ?',
  ],
  human: [
    'Who invented the {thing} ?',
    'Which author wrote down the story behind {work} ?',
    'What is the name of the first president of {country} ?',
    'By whom was {work} made famous ?',
    'What explorer first reached the source of the {river} ?',
    'Which people settled in {country} before all others ?',
    'What company sold the first {thing} ?',
    'Who was the teacher of {person} ?',
  ],
  location: [
    'Where was {person} born ?',
    'In what city was {work} first shown ?',
    'What country does the {river} rise in ?',
    'Which mountains does one see from {city} ?',
    'Where do {country} and its largest neighbour meet ?',
    'What is the capital of {country} ?',
    'Through which towns does the {river} flow last ?',
    'Where in the world is most {substance} found ?',
  ],
  number: [
    'How many people live in {city} ?',
    'When was the {thing} invented ?',
    'At what temperature does {substance} melt ?',
    'How long is the {river} ?',
    'What year did {event} begin ?',
    'How fast can a {animal} move ?',
    'What did a {thing} cost a hundred years ago ?',
    'How old was {person} at death ?',
    'What is the distance from {city} to {city} ?',
  ],
};
