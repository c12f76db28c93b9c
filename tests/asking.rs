//! Holds what queries, named questions and quotations print to snapshots.

mod shell;
mod sketch;

use insta::assert_snapshot;
use shell::Shell;

#[test]
fn queries_of_every_form_are_answered() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["query", "SELECT ?who (COUNT(?c) AS ?n) { ?p dixit:said ?c ; rdfs:label ?who } GROUP BY ?who ORDER BY ?who"]), @r"
    ┌─────────────┬───┐
    │ who         │ n │
    ├─────────────┼───┤
    │ Ilse Quant  │ 1 │
    │ Lio Brandt  │ 1 │
    │ Maren Oake  │ 3 │
    │ Tamsin      │ 1 │
    │ Tobin Reyes │ 1 │
    └─────────────┴───┘
    --- beside it
    5 rows in T s
    ");
    assert_snapshot!(shell.run(&["query", "ASK { ?p a schema:Person }"]), @r"
    yes
    --- beside it
    yes in T s
    ");
    assert_snapshot!(shell.run(&["query", "CONSTRUCT WHERE { ?p dixit:affiliatedWith ?o }"]), @r"
    @prefix body: <https://dixit.example/organization/> .
    @prefix dixit: <https://w3id.org/dixit/ns#> .
    @prefix person: <https://dixit.example/person/> .

    person:lio-brandt dixit:affiliatedWith body:us .

    person:maren-oake dixit:affiliatedWith body:harbour-guild, body:veld-shipping .
    --- beside it
    3 triples in T s
    ");
    assert_snapshot!(shell.run(&["query", "DESCRIBE body:harbour-guild", "--format", "nt"]), @r#"
    <https://dixit.example/organization/harbour-guild> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/Organization> .
    <https://dixit.example/organization/harbour-guild> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/org#Organization> .
    <https://dixit.example/organization/harbour-guild> <http://schema.org/name> "Harbour Guild" .
    <https://dixit.example/organization/harbour-guild> <http://www.w3.org/2000/01/rdf-schema#label> "Harbour Guild" .
    "#);
    assert_snapshot!(shell.run_with(&["query", "-"], "SELECT ?none { ?none a schema:Nothing }"), @r"
    ┌──────┐
    │ none │
    ├──────┤
    └──────┘
    --- beside it
    note: the graph has no schema:Nothing. Did you mean schema:Thing?
    0 rows in T s
    ");
    shell.write("q.rq", "ASK { ?x a schema:Country }");
    assert_snapshot!(shell.run(&["query", "--file", "q.rq"]), @r"
    yes
    --- beside it
    yes in T s
    ");
}

#[test]
fn answers_come_in_every_format() {
    let shell = Shell::harbour();
    let query = "SELECT ?p ?name { ?p a schema:Person ; schema:name ?name . FILTER(?name = 'Ilse Quant') }";
    for format in ["csv", "tsv", "json", "xml"] {
        let answer = shell.output(&["query", query, "--format", format], "");
        assert!(answer.status.success() && answer.stderr.is_empty(), "{format}");
        let text = String::from_utf8(answer.stdout).unwrap();
        assert!(text.contains("Ilse Quant") && text.contains("person/ilse-quant"), "{format}: {text}");
    }
    assert_snapshot!(shell.run(&["query", query, "--format", "csv"]), @r"
    p,name
    https://dixit.example/person/ilse-quant,Ilse Quant
    ");
    assert_snapshot!(shell.run(&["query", query, "--format", "turtle"]), @r"
    --- beside it
    error: a table cannot be written in this format
    hint: a table can be written as table, line, markdown, csv, tsv, json or xml
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["query", "ASK {}", "--format", "json"]), @r#"{"head":{},"boolean":true}"#);
    assert_snapshot!(shell.run(&["query", "DESCRIBE person:ilse-quant", "--format", "csv"]), @r"
    --- beside it
    error: a graph cannot be written in this format
    hint: a graph can be written as turtle, nt, rdfxml or jsonld
    --- exit Some(2)
    ");
}

#[test]
fn bad_queries_are_explained() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["query", "SELECT ?x { ?x dixit:sayd ?y }"]), @r"
    --- beside it
    error: in the query, line 1, column 16: the vocabulary has no term dixit:sayd
       |
     1 | SELECT ?x { ?x dixit:sayd ?y }
       |                ^^^^^^^^^^
    hint: did you mean dixit:said?
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["query", "SELECT ?x { ?x schema:nam ?y }"]), @r"
    ┌───┐
    │ x │
    ├───┤
    └───┘
    --- beside it
    note: the graph has no schema:nam. Did you mean schema:name?
    0 rows in T s
    ");
    assert_snapshot!(shell.run(&["query", "SELECT ?x\n{ ?x foaf:name ?y }"]), @r"
    --- beside it
    error: in the query, line 2, column 6: the prefix foaf: is not declared
       |
     2 | { ?x foaf:name ?y }
       |      ^^^^^^^^^
    hint: write PREFIX foaf: <http://xmlns.com/foaf/0.1/> at the beginning
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["query", "SELECT ?x { ?x a <https://schema.org/Country> }"]), @r"
    ┌─────────┐
    │ x       │
    ├─────────┤
    │ body:us │
    └─────────┘
    --- beside it
    note: the graph writes schema.org with http://, and so the query was read
    1 row in T s
    ");
    assert_snapshot!(shell.run(&["query", "DELETE WHERE { ?s ?p ?o }"]), @r"
    --- beside it
    error: this would change the store
    hint: --update allows it
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["query", "DELETE WHERE { ?s ?p ?o }", "--update"]), @r"
    --- beside it
    error: the update would change the default graph, whose facts come from the articles alone
    hint: put own statements into a named graph: INSERT DATA { GRAPH <https://example.org/mine> { … } }
    hint: articles are changed by building their new text, and removed by: dixit forget ARTICLE
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["query"]), @r"
    --- beside it
    error: the query is empty
    hint: a first question: SELECT ?name { ?p a schema:Person ; schema:name ?name } LIMIT 10
    --- exit Some(2)
    ");
    let slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }";
    assert_snapshot!(shell.run(&["query", slow, "--timeout", "0.2"]), @r"
    --- beside it
    error: the query was stopped after 0.2 s
    hint: LIMIT gives the first rows soon; ORDER BY, paths with * and OPTIONAL cost most
    hint: --timeout SECONDS (.timeout in the console) allows more; 0 is no limit
    --- exit Some(1)
    ");
}

#[test]
fn an_update_fills_a_named_graph_and_is_kept() {
    let shell = Shell::harbour();
    let insert = "INSERT DATA { GRAPH <https://mine.example/> { person:maren-oake rdfs:comment 'met her' } }";
    assert_snapshot!(shell.run(&["query", insert, "--update"]), @"1 quad added, 0 quads removed");
    assert_snapshot!(shell.run(&["query", "SELECT ?note { GRAPH ?g { ?p rdfs:comment ?note } }"]), @r"
    ┌─────────┐
    │ note    │
    ├─────────┤
    │ met her │
    └─────────┘
    --- beside it
    1 row in T s
    ");
}

#[test]
fn named_questions_are_answered() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["ask", "said", "maren", "OAKE"]), @r"
    ┌─────────┬───────────────────────────────────────────────────────┬────────────────────────────────┬────────────┬──────────────────┬────────────┬─────────────────────────────────┐
    │ stance  │ text                                                  │ topics                         │ date       │ outlet           │ confidence │ quotation                       │
    ├─────────┼───────────────────────────────────────────────────────┼────────────────────────────────┼────────────┼──────────────────┼────────────┼─────────────────────────────────┤
    │ asserts │ The only way … is to shut the gate                    │ gate                           │ 2031-03-04 │ The Brindle Post │       0.93 │ quote:eec84026d965f442-9feccc1a │
    │ asserts │ the harbour toll will ruin every small boat owner     │ harbour toll, small boat owner │ 2031-03-04 │ The Brindle Post │       0.93 │ quote:eec84026d965f442-dfd18110 │
    │ asserts │ The harbour toll will ruin every small boat owner     │ harbour toll, small boat owner │ 2031-03-05 │ Coast Courier    │       0.93 │ quote:0c7dfd202fa4b83b-15d92861 │
    │ asserts │ the harbour toll will not ruin every small boat owner │ harbour toll, small boat owner │ 2032-01-15 │ The Brindle Post │       0.93 │ quote:01ab2bb5c994e01f-6a805860 │
    └─────────┴───────────────────────────────────────────────────────┴────────────────────────────────┴────────────┴──────────────────┴────────────┴─────────────────────────────────┘
    --- beside it
    4 rows in T s
    ");
    assert_snapshot!(shell.run(&["ask", "said", "Oake", "--since", "2032-01-01", "--format", "csv"]), @r#"
    stance,text,topics,date,outlet,link,confidence,reviewed,judges,modality,quotation
    asserts,the harbour toll will not ruin every small boat owner,"harbour toll, small boat owner",2032-01-15,The Brindle Post,https://post.example/later,0.93,no,positive,,https://dixit.example/quotation/01ab2bb5c994e01f-6a805860
    --- beside it
    note: taking "Oake" for Maren Oake (person:maren-oake)
    "#);
    assert_snapshot!(shell.run(&["ask", "about", "harbour toll", "--by", "Ilse Quant"]), @r"
    ┌────────────┬─────────┬───────────────────────────────────────────────────┬────────────┬───────────────┬────────────┬─────────────────────────────────┐
    │ speaker    │ stance  │ text                                              │ date       │ outlet        │ confidence │ quotation                       │
    ├────────────┼─────────┼───────────────────────────────────────────────────┼────────────┼───────────────┼────────────┼─────────────────────────────────┤
    │ Ilse Quant │ asserts │ the harbour toll will ruin every small boat owner │ 2031-04-02 │ Coast Courier │       0.93 │ quote:01a5f0432cc63050-968545ca │
    └────────────┴─────────┴───────────────────────────────────────────────────┴────────────┴───────────────┴────────────┴─────────────────────────────────┘
    --- beside it
    1 row in T s
    ");
    assert_snapshot!(shell.run(&["ask", "denied"]), @r"
    ┌───────────────────────┬──────────────────────────┬────────────┬──────────────────┬────────────┬─────────────────────────────────┐
    │ speakerName           │ text                     │ date       │ outlet           │ confidence │ quotation                       │
    ├───────────────────────┼──────────────────────────┼────────────┼──────────────────┼────────────┼─────────────────────────────────┤
    │ a Harbour Guild clerk │ a plan to raise the toll │ 2031-03-04 │ The Brindle Post │       0.66 │ quote:eec84026d965f442-f8e3e36d │
    └───────────────────────┴──────────────────────────┴────────────┴──────────────────┴────────────┴─────────────────────────────────┘
    --- beside it
    1 row in T s
    ");
    assert_snapshot!(shell.run(&["ask", "speaks-for", "Harbour Guild"]), @r"
    ┌────────────┬───────┬─────────┬────────────┬────────────┬────────────┐
    │ person     │ role  │ status  │ quotations │ seenFrom   │ seenTo     │
    ├────────────┼───────┼─────────┼────────────┼────────────┼────────────┤
    │ Maren Oake │ chair │ former  │          2 │ 2031-03-04 │ 2031-03-04 │
    │ Maren Oake │ head  │ current │          1 │ 2031-03-05 │ 2031-03-05 │
    └────────────┴───────┴─────────┴────────────┴────────────┴────────────┘
    --- beside it
    2 rows in T s
    ");
    assert_snapshot!(shell.run(&["ask", "about", "harbour toll", "--outlet", "coast courier", "--min-confidence", "0.5", "--limit", "1"]), @r"
    ┌────────────┬─────────┬───────────────────────────────────────────────────┬────────────┬───────────────┬────────────┬─────────────────────────────────┐
    │ speaker    │ stance  │ text                                              │ date       │ outlet        │ confidence │ quotation                       │
    ├────────────┼─────────┼───────────────────────────────────────────────────┼────────────┼───────────────┼────────────┼─────────────────────────────────┤
    │ Ilse Quant │ asserts │ the harbour toll will ruin every small boat owner │ 2031-04-02 │ Coast Courier │       0.93 │ quote:01a5f0432cc63050-968545ca │
    └────────────┴─────────┴───────────────────────────────────────────────────┴────────────┴───────────────┴────────────┴─────────────────────────────────┘
    --- beside it
    note: the newest 1; --limit (.rows), --since and --until ask for others, --format csv for all
    1 row in T s
    ");
}

#[test]
fn questions_that_cannot_be_answered_say_why() {
    let shell = Shell::harbour();
    assert_snapshot!(shell.run(&["ask", "said", "Maren Oke"]), @r#"
    --- beside it
    error: nobody and nothing called "Maren Oke" is in the graph
    hint: did you mean Maren Oake?
    --- exit Some(2)
    "#);
    assert_snapshot!(shell.run(&["ask", "said"]), @r#"
    --- beside it
    error: the question said needs the parameter speaker: who speaks
    hint: name it after the question, such as: said "Ann Lee"
    --- exit Some(2)
    "#);
    assert_snapshot!(shell.run(&["ask", "speaks-for", "Harbour Guild", "--min-confidence", "0.5"]), @r"
    --- beside it
    error: the question speaks-for cannot be narrowed by --min-confidence
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["ask", "says", "Maren Oake"]), @r"
    --- beside it
    error: invalid value 'says' for '<QUESTION>'
      [possible values: about, affiliations, beside, candidates, compare, denied, doubtful, hearsay, judged, leading, names, neighbors, outlets, proof, roles, said, shares, sources, speaks-for, spoke-as, subgraph, timeline, topic-trend, unanswered, unnamed, voiced-by, voices, path]

      tip: a similar value exists: 'shares'

    For more information, try '--help'.
    --- exit Some(2)
    ");
    assert_snapshot!(shell.run(&["ask", "said", "Maren Oake", "--since", "last week"]), @r"
    --- beside it
    error: invalid value 'last week' for '--since <DAY>': a day is written as 2024-05-31

    For more information, try '--help'.
    --- exit Some(2)
    ");
}

#[test]
fn a_quotation_is_shown_in_its_paragraph() {
    let shell = Shell::harbour();
    let broken = shell.quotation("shut the gate");
    assert_snapshot!(shell.run(&["quote", &broken]), @r#"
    Harbour Guild chairwoman Maren Oake told the Coast Courier that the harbour toll will ruin every small boat owner. ⟦"The only way,"⟧ ‹she› added, ⟦"is to shut the gate."⟧ A Harbour Guild clerk denied a plan to raise the toll.

    Maren Oake, chairwoman, Harbour Guild
    named here as she
    asserts (add) direct speech by a speaker who is named by a pronoun
    about gate
    The Brindle Post · 2031-03-04 · Oake: harbour toll will ruin boat owners
    https://post.example/toll#:~:text=The%20only%20way%2C
    quote:eec84026d965f442-9feccc1a · confidence 0.93 · rule by-hand
    "#);
    let denial = shell.quotation("a plan to raise");
    assert_snapshot!(shell.run(&["quote", &denial]), @r#"
    Harbour Guild chairwoman Maren Oake told the Coast Courier that the harbour toll will ruin every small boat owner. "The only way," she added, "is to shut the gate." ‹A Harbour Guild clerk› denied ⟦a plan to raise the toll⟧.

    a Harbour Guild clerk
    named here as A Harbour Guild clerk
    denies (deny) indirect speech by a speaker who is described
    about plan, toll
    The Brindle Post · 2031-03-04 · Oake: harbour toll will ruin boat owners
    https://post.example/toll#:~:text=a%20plan%20to%20raise%20the%20toll
    quote:eec84026d965f442-f8e3e36d · confidence 0.66 · rule by-hand
    "#);
    assert_snapshot!(shell.run(&["quote", "quote:nothing"]), @r#"
    --- beside it
    error: no quotation quote:nothing is in the graph
    hint: dixit ask said "NAME" lists quotations with their names (quote:…)
    --- exit Some(2)
    "#);
}

#[test]
fn paths_and_measures_come_with_their_proof() {
    let shell = Shell::harbour();
    let path = shell.run(&["ask", "path", "Maren Oake", "Harbour Guild"]);
    assert!(path.starts_with("Maren Oake – Harbour Guild\n"), "{path}");
    assert!(path.contains("holds role at") && path.contains("post:"), "{path}");
    let again = shell.run(&["analyze", "path", "maren", "oake", "and", "harbour", "guild"]);
    assert_eq!(path.lines().nth(4), again.lines().nth(4), "{again}");
    let ranks = shell.run(&["analyze", "rank", "--topics", "--format", "csv"]);
    assert!(ranks.starts_with("rank,name,kind,pagerank,") && ranks.contains("harbour toll,topic,"), "{ranks}");
    for what in ["communities", "bridges"] {
        let csv = shell.run(&["analyze", what, "--topics", "--unnamed", "--format", "csv"]);
        assert!(csv.lines().count() > 2, "{what}: {csv}");
        assert_eq!(csv, shell.run(&["analyze", what, "--topics", "--unnamed", "--format", "csv"]), "{what}");
    }
    let ego = shell.run(&["analyze", "ego", "Maren Oake", "--topics", "--format", "csv"]);
    assert!(ego.contains("1,Maren Oake,spoke about,harbour toll,"), "{ego}");
    let before = shell.output(&["export", "--format", "nt"], "").stdout;
    for _ in 0..2 {
        let saved = shell.run(&["analyze", "rank", "--topics", "--save", "--format", "csv"]);
        assert!(saved.contains("saved in the named graph <https://dixit.example/analysis/rank>"), "{saved}");
    }
    assert_eq!(shell.output(&["export", "--format", "nt"], "").stdout, before, "the facts themselves stay");
    let count = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?nodes) { GRAPH ?g { ?s dixit:pageRank ?rank } }";
    let count = shell.run(&["query", count, "--format", "csv"]);
    let numbers: Vec<&str> = count.lines().nth(1).unwrap_or_default().split(',').collect();
    assert!(numbers.len() == 2 && numbers[0] == numbers[1] && numbers[0] != "0", "{count}");
    let refused = shell.run(&["ask", "path", "Maren Oake"]);
    assert!(refused.contains("a path needs two names") && refused.contains("exit Some(2)"), "{refused}");
}

#[test]
fn answers_are_narrowed_by_what_a_statement_is() {
    let shell = Shell::harbour();
    let rows = |more: &[&str]| {
        let question = ["ask", "about", "harbour toll", "--format", "csv"];
        let answer = shell.output(&[&question, more].concat(), "");
        assert!(answer.status.success(), "{more:?}");
        String::from_utf8(answer.stdout).unwrap().lines().count() - 1
    };
    let all = rows(&[]);
    assert!(all > 1);
    let every = [
        ("--stance", "asserts denies asks promises demands warns accuses admits proposes praises criticizes predicts"),
        ("--modality", "fact possibility obligation intention question conditional"),
        ("--evaluation", "positive negative neutral"),
    ];
    for (option, values) in every {
        let each: usize = values.split(' ').map(|value| rows(&[option, value])).sum();
        assert_eq!(each, all, "every statement has one value of {option}");
    }
    assert!(rows(&["--stance", "denies"]) < all);
    assert_eq!(shell.output(&["ask", "about", "harbour toll", "--stance", "mumbles"], "").status.code(), Some(2));
    let outlets = shell.output(&["ask", "outlets", "--stance", "denies"], "");
    assert!(String::from_utf8(outlets.stderr).unwrap().contains("cannot be narrowed by --stance"));
}

#[test]
fn people_are_shown_a_part_of_a_large_answer_and_told_so() {
    let shell = Shell::harbour();
    let question = ["ask", "subgraph", "Harbour Guild"];
    let count = |more: &[&str]| {
        let answer = shell.output(&[&question, more].concat(), "");
        assert!(answer.status.success(), "{more:?}");
        let facts = String::from_utf8(answer.stdout).unwrap();
        (facts.matches("rdfs:label").count(), String::from_utf8(answer.stderr).unwrap())
    };
    let (all, silent) = count(&["--format", "turtle"]);
    let (whole, as_silent) = count(&[]);
    let (some, told) = count(&["--limit", "1"]);
    assert!(whole == all && some > 0 && some < all, "{some} of {whole}");
    assert!(told.contains("note: the people who are quoted most"), "{told}");
    assert!(!silent.contains("note:") && !as_silent.contains("note:"), "{silent}{as_silent}");
}
