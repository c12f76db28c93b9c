//! The terms of the vocabularies of the W3C that dixit uses beside the Organization Ontology.

use super::{Kind, Term};

namespace! {
    /// The terms of the Web Annotation vocabulary that dixit uses.
    oa = "http://www.w3.org/ns/oa#";

    /// A span of the kept text.
    TEXT_POSITION_SELECTOR = "TextPositionSelector" Class;
    /// The span's first Unicode code point.
    START = "start" Property;
    /// One past the span's last Unicode code point.
    END = "end" Property;
    /// The characters of the span.
    EXACT = "exact" Property;
    /// The characters before the span, at most 32.
    PREFIX = "prefix" Property;
    /// The characters after the span, at most 32.
    SUFFIX = "suffix" Property;
}

namespace! {
    /// The terms of the PROV ontology that dixit uses.
    prov = "http://www.w3.org/ns/prov#";

    /// The article from which the span is quoted.
    WAS_QUOTED_FROM = "wasQuotedFrom" Property;
    /// An earlier version of the article.
    WAS_REVISION_OF = "wasRevisionOf" Property;
}

namespace! {
    /// The terms of SKOS that dixit uses.
    skos = "http://www.w3.org/2004/02/skos/core#";

    /// A topic or a role.
    CONCEPT = "Concept" Class;
    /// The topics of this collection.
    CONCEPT_SCHEME = "ConceptScheme" Class;
    /// The label of a topic or role.
    PREF_LABEL = "prefLabel" Property;
    /// The scheme that a topic belongs to.
    IN_SCHEME = "inScheme" Property;
}

namespace! {
    /// The terms of RDF Schema that dixit uses.
    rdfs = "http://www.w3.org/2000/01/rdf-schema#";

    /// The one label of a node, without language tag.
    LABEL = "label" Property;
    /// What a term means.
    COMMENT = "comment" Property;
    /// The property that this one refines.
    SUB_PROPERTY_OF = "subPropertyOf" Property;
    /// The class that this one refines.
    SUB_CLASS_OF = "subClassOf" Property;
}

namespace! {
    /// The terms of RDF that dixit uses.
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// The class of a node.
    TYPE = "type" Property;
}

namespace! {
    /// The datatypes that dixit uses.
    xsd = "http://www.w3.org/2001/XMLSchema#";

    /// Text.
    STRING = "string" Datatype;
    /// A whole number.
    INTEGER = "integer" Datatype;
    /// A decimal number.
    DECIMAL = "decimal" Datatype;
    /// True or false.
    BOOLEAN = "boolean" Datatype;
    /// A day.
    DATE = "date" Datatype;
    /// A moment.
    DATE_TIME = "dateTime" Datatype;
}
