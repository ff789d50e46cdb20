from typing import Any

from django.db import models
from django.db.models import Func


def body_mass_index() -> Any:
    """Make the column that the database keeps right beside `height_cm` and `weight_kg`."""
    return models.GeneratedField(
        verbose_name="BMI",
        expression=Func("height_cm", "weight_kg", function="clinic.calculate_bmi"),
        output_field=models.DecimalField(max_digits=4, decimal_places=2),
        db_persist=True,
    )
