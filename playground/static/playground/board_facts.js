/** What a board rests on: how many votes of how many people, what was left out and why, and how it was computed. */

import { whole } from "./board_columns.js";
import { make } from "./dom.js";
import { makeTable } from "./tables.js";
import { has, language, number, say } from "./words.js";

/** `snapshot` as the API tells it, with its facts. */
export const makeFacts = (snapshot) => [makeCounts(snapshot), makeList(snapshot)];

function makeCounts({ ballots, excluded }) {
  const left = Object.entries(excluded).map(([reason, count]) => ({ name: nameReason(reason), count }));
  const columns = [
    { title: say("board.ballots_by"), cell: ({ name }) => name, isHead: true },
    { title: say("board.number"), cell: ({ count }) => number(count), isNumber: true },
  ];
  return makeTable(columns, [{ name: say("board.counted"), count: ballots }, ...left]);
}

const nameReason = (reason) => (has(`reason.${reason}`) ? say(`reason.${reason}`) : reason.replaceAll("_", " "));

function makeList({ created_at: at, method, facts }) {
  const told = [
    [
      say("board.made"),
      new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at)),
    ],
    [say("board.users"), number(facts.users)],
    [say("board.effective_users"), whole(facts.effective_users)],
    [say("board.to_flip"), facts.ballots_to_flip && number(facts.ballots_to_flip)],
    [say("board.if_all_counted"), facts.if_all_counted && tellOtherwise(facts.if_all_counted)],
    [say("board.hidden"), facts.hidden.length && listModels(facts.hidden)],
    [say("board.unconnected"), facts.unconnected.length && number(facts.unconnected.length)],
    [
      say("board.method"),
      make(
        "code",
        {},
        Object.entries(method)
          .map((pair) => pair.join(" "))
          .join(", "),
      ),
    ],
  ];
  const known = told.filter(([, value]) => value);
  return make(
    "dl",
    { class: "about" },
    known.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]),
  );
}

const tellOtherwise = ({ first_place_holds: holds, largest_shift: shift }) =>
  say(holds ? "board.first_holds" : "board.first_falls", { points: whole(shift) });

const listModels = (models) =>
  models.flatMap(({ model, votes }, index) => [index ? ", " : "", make("bdi", {}, model), ` (${number(votes)})`]);
