//! Tests of models over hashed features.

use super::super::{Feature, best, hash, hash_bytes};
use super::*;

#[test]
fn a_model_scores_the_same_after_writing_and_reading() {
    let cell = |class, weight| Cell { class, weight };
    let rows = [
        (7, vec![cell(0, 3), cell(2, -4)]),
        (7 + 16, vec![cell(1, 5)]),
        (u32::MAX, vec![cell(2, 127)]),
        (3, vec![cell(1, -128), cell(2, 900)]),
    ];
    let model = Linear::new(3, &rows);
    let mut writer = Writer::default();
    model.write(&mut writer);
    let payload = writer.finish();
    let again = Linear::read(&mut Reader::new(&payload)).unwrap();
    let image = Linear::of_image(model.image().leak());
    assert_eq!(Linear::of_image(b"short").features(), 0);
    for model in [model, again, image] {
        let mut scores = [0; 3];
        model.score(&[7, 23, u32::MAX, 99], &mut scores);
        assert_eq!(scores, [3, 5, 123]);
        assert_eq!(best(&scores), 2);
        assert_eq!(model.features(), 4);
        model.score(&[3], &mut scores);
        assert_eq!(scores, [0, -128, 900]);
    }
}

#[test]
fn a_batch_scores_as_its_features_one_by_one() {
    let weight = |feature: u32| i16::try_from(feature % 700).unwrap() - 300;
    let row = |feature: u32| vec![Cell { class: u8::try_from(feature % 5).unwrap(), weight: weight(feature) }];
    let feature = |n: u32| Feature::new(1).with(n).get();
    let rows: Vec<(u32, Vec<Cell>)> = (0..3000).map(|n| (feature(n), row(n))).collect();
    let model = Linear::new(5, &rows);
    // Half of these are unknown, and they are more than one batch.
    let features: Vec<u32> = (2900..3100).map(feature).collect();
    let (mut together, mut alone) = ([0; 5], [0; 5]);
    model.score(&features, &mut together);
    for feature in features {
        model.add(feature, &mut alone);
    }
    assert_eq!(together, alone);
    assert!(alone.iter().any(|score| *score != 0));
    Linear::default().score(&[7], &mut together);
    assert_eq!(together, [0; 5]);
}

#[test]
fn features_of_different_templates_differ() {
    let one = Feature::new(1).with(5).with(6).get();
    assert_ne!(one, Feature::new(2).with(5).with(6).get());
    assert_ne!(one, Feature::new(1).with(6).with(5).get());
    assert_eq!(hash("Ode"), hash_bytes("Ode".bytes()));
}

#[test]
fn rows_of_every_form_score_alike_before_and_after_writing() {
    let cell = |class: u8, n: u32| {
        let size = i16::try_from(n % 120).unwrap() + 1;
        // Some weights need more than a byte.
        let weight = if n.is_multiple_of(97) { 400 + size } else { size };
        Cell { class, weight: if n.is_multiple_of(2) { weight } else { -weight } }
    };
    let row = |n: u32| {
        let classes = (0u8..40).filter(|class| n % 40 >= u32::from(*class));
        classes.map(|class| cell(class, n * 31 + u32::from(class))).collect()
    };
    let rows: Vec<(u32, Vec<Cell>)> = (1..400).map(|n| (n * 7, row(n))).collect();
    let model = Linear::new(40, &rows);
    let mut writer = Writer::default();
    model.write(&mut writer);
    let payload = writer.finish();
    let again = Linear::read(&mut Reader::new(&payload)).unwrap();
    let features: Vec<u32> = (1..2900).collect();
    let mut wanted = vec![0; 40];
    for cell in rows.iter().flat_map(|(_, row)| row) {
        wanted[usize::from(cell.class)] += i32::from(cell.weight);
    }
    for model in [model, again] {
        let mut scores = vec![0; 40];
        model.score(&features, &mut scores);
        assert_eq!(scores, wanted);
        assert!(model.known().into_iter().zip(&rows).all(|((feature, at), row)| (feature, model.cells(at)) == *row));
    }
}
